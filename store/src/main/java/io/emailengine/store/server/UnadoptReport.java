package io.emailengine.store.server;

import java.util.List;

/**
 * The answer to giving a host back (status 200). A refusal is a {@link HostProblem} instead.
 *
 * @param adopted whether the server is adopted still: after a dry run, and while {@code commands}
 *     wait
 * @param vmtas virtual MTAs whose own bytes stand in the operator's files again
 * @param pools pools of which the same is true
 * @param ips addresses that are retired by it
 * @param resumed virtual MTAs that the engine had stopped and that may send again
 * @param files files that were, or in a dry run would be, written or removed
 * @param diff unified diff of the operator's files, secrets masked
 * @param commands as in {@link AdoptReport}
 */
public record UnadoptReport(
    String server,
    boolean dryRun,
    boolean adopted,
    List<Block> vmtas,
    List<Block> pools,
    List<String> ips,
    List<String> resumed,
    List<AdoptReport.Warning> warnings,
    List<String> files,
    String diff,
    List<String> commands) {
  /**
   * A block that is given back.
   *
   * @param line where it stands, from 1
   */
  public record Block(String name, String file, int line) {}
}
