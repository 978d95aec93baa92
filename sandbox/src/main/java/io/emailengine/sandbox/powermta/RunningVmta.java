package io.emailengine.sandbox.powermta;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A virtual MTA as PowerMTA runs it now.
 *
 * @param capPerDay the most recipients a day of its {@code max-smtp-msg-rate}; empty if unlimited
 * @param sources its source addresses in order
 * @param pools the pools that hold it
 * @param paused whether {@code pause queue '*}{@code /NAME'} is in force
 */
public record RunningVmta(
    String name, OptionalLong capPerDay, List<String> sources, Set<String> pools, boolean paused) {
  public RunningVmta {
    sources = List.copyOf(sources);
    pools = Set.copyOf(pools);
  }
}
