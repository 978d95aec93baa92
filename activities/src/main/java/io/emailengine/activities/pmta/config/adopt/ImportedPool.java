package io.emailengine.activities.pmta.config.adopt;

import static java.util.Objects.requireNonNull;

import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.workflows.model.PoolName;
import io.emailengine.workflows.model.VmtaName;
import java.util.List;

/**
 * A pool found in one of the operator's files.
 *
 * @param position among all moved blocks, in the order in which they are loaded
 * @param file absolute path
 * @param line of the opening tag, from 1
 * @param offset of the block's first byte in the file
 * @param members in the order of the block; those whose names the engine can't use are left out
 * @param text as the engine's file has it
 * @param original as it stood in the file
 */
public record ImportedPool(
    PoolName name,
    int position,
    String file,
    int line,
    int offset,
    List<VmtaName> members,
    BlockText text,
    BlockText original) {
  public ImportedPool {
    requireNonNull(name, "name is null");
    requireNonNull(file, "file is null");
    requireNonNull(text, "text is null");
    requireNonNull(original, "original is null");
    members = List.copyOf(members);
  }
}
