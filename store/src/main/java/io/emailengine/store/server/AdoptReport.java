package io.emailengine.store.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an adoption that went well (status 200); the value of {@code host_request.answer}.
 * A refusal is a {@link HostProblem} instead.
 *
 * @param files files that were, or in a dry run would be, written
 * @param diff unified diff of the operator's file, secrets masked; empty if nothing changes
 */
public record AdoptReport(
    String server,
    boolean dryRun,
    List<Vmta> vmtas,
    List<Pool> pools,
    List<Warning> warnings,
    List<String> files,
    String diff) {
  /** A virtual MTA found. */
  public record Vmta(
      String name, int line, List<ServerFacts.FoundSource> sources, @Nullable Integer dailyCap) {}

  /** A pool found; {@code mappedTo} is {@code tenant/purpose}, null if it is not mapped. */
  public record Pool(String name, int line, List<String> members, @Nullable String mappedTo) {}

  /** Something a person should know. */
  public record Warning(String code, String file, int line, String message) {}
}
