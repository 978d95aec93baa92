package io.emailengine.activities.pmta.config.adopt;

import java.util.Set;

/**
 * Names that already stand in the engine's file of a server; none before its first adoption.
 *
 * @param vmtas names of virtual MTAs
 * @param pools names of pools
 */
public record EngineNames(Set<String> vmtas, Set<String> pools) {
  public static final EngineNames NONE = new EngineNames(Set.of(), Set.of());

  public EngineNames {
    vmtas = Set.copyOf(vmtas);
    pools = Set.copyOf(pools);
  }
}
