package io.emailengine.activities.pmta.config.adopt;

import static java.util.Objects.requireNonNull;

import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.workflows.model.PoolName;
import io.emailengine.workflows.model.VmtaName;
import java.util.List;

/**
 * A pool found in the operator's file.
 *
 * @param line of the opening tag, from 1
 * @param offset of the block's first byte in the operator's file
 * @param members in the order of the file
 */
public record ImportedPool(
    PoolName name, int line, int offset, List<VmtaName> members, BlockText text) {
  public ImportedPool {
    requireNonNull(name, "name is null");
    requireNonNull(text, "text is null");
    members = List.copyOf(members);
  }
}
