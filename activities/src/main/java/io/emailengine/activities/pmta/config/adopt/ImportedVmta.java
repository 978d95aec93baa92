package io.emailengine.activities.pmta.config.adopt;

import static java.util.Objects.requireNonNull;

import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.grammar.DomainKey;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.VmtaName;
import java.util.List;
import java.util.Optional;

/**
 * A virtual MTA found in one of the operator's files, files that it includes taken into account.
 *
 * @param position among all moved blocks, in the order in which they are loaded
 * @param file absolute path
 * @param line of the opening tag, from 1
 * @param offset of the block's first byte in the file
 * @param dailyCap if the block has one {@code max-smtp-msg-rate N/d}
 * @param domainKeys those in the plain form, which can be copied to another virtual MTA
 * @param dkimSign if the block itself turns signing on
 * @param capCanBeSet false if an included file sets the total rate, which would contend with the
 *     engine's
 * @param text as the engine's file has it
 * @param original as it stood in the file
 */
public record ImportedVmta(
    VmtaName name,
    int position,
    String file,
    int line,
    int offset,
    List<ImportedSource> sources,
    Optional<DailyCap> dailyCap,
    List<DomainKey> domainKeys,
    boolean dkimSign,
    boolean hasDomainBlocks,
    boolean capCanBeSet,
    BlockText text,
    BlockText original) {
  public ImportedVmta {
    requireNonNull(name, "name is null");
    requireNonNull(file, "file is null");
    requireNonNull(dailyCap, "dailyCap is null");
    requireNonNull(text, "text is null");
    requireNonNull(original, "original is null");
    sources = List.copyOf(sources);
    domainKeys = List.copyOf(domainKeys);
  }

  /**
   * The address by which the virtual MTA can be managed; empty if it has none, several, or one that
   * could not be read, or if its cap can't be set.
   */
  public Optional<IpAddress> address() {
    return capCanBeSet && sources.size() == 1 ? sources.get(0).address() : Optional.empty();
  }
}
