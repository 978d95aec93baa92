package io.emailengine.store.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an adoption that went well (status 200); the value of {@code host_request.answer}.
 * A refusal is a {@link HostProblem} instead.
 *
 * @param adopted whether the server is adopted now; false after a dry run of the first adoption,
 *     and while {@code commands} wait
 * @param ips addresses registered with it, or that would be
 * @param files files that were, or in a dry run would be, written
 * @param diff unified diff of the operator's files, secrets masked; empty if nothing changes
 * @param commands what a person has to run on the host as root, because the engine's login may not;
 *     asking for the adoption again then goes on. Empty as a rule
 */
public record AdoptReport(
    String server,
    boolean dryRun,
    boolean adopted,
    List<Vmta> vmtas,
    List<Pool> pools,
    List<Feed> feeds,
    List<String> ips,
    List<Warning> warnings,
    List<String> files,
    String diff,
    List<String> commands) {
  /** A virtual MTA found. */
  public record Vmta(
      String name,
      String file,
      int line,
      List<ServerFacts.FoundSource> sources,
      @Nullable Integer dailyCap) {}

  /** A pool found; {@code mappedTo} is {@code tenant/purpose}, null if it is not mapped. */
  public record Pool(
      String name, String file, int line, List<String> members, @Nullable String mappedTo) {}

  /**
   * A line that sends mail to a virtual MTA or pool.
   *
   * @param by what it stands in: {@code pattern-list orders}, {@code source 192.0.2.0/24}
   */
  public record Feed(String name, String by, String file, int line) {}

  /** Something a person should know. */
  public record Warning(String code, String file, int line, String message) {}
}
