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
 * A virtual MTA found in the operator's file.
 *
 * @param line of the opening tag, from 1
 * @param offset of the block's first byte in the operator's file
 * @param dailyCap if the block has one {@code max-smtp-msg-rate N/d}
 * @param domainKeys those in the plain form, which can be copied to another virtual MTA
 * @param dkimSign if the block itself turns signing on
 */
public record ImportedVmta(
    VmtaName name,
    int line,
    int offset,
    List<ImportedSource> sources,
    Optional<DailyCap> dailyCap,
    List<DomainKey> domainKeys,
    boolean dkimSign,
    boolean hasDomainBlocks,
    BlockText text) {
  public ImportedVmta {
    requireNonNull(name, "name is null");
    requireNonNull(dailyCap, "dailyCap is null");
    requireNonNull(text, "text is null");
    sources = List.copyOf(sources);
    domainKeys = List.copyOf(domainKeys);
  }

  /**
   * The address by which the virtual MTA can be managed; empty if it has none, several, or one that
   * could not be read.
   */
  public Optional<IpAddress> address() {
    return sources.size() == 1 ? sources.get(0).address() : Optional.empty();
  }
}
