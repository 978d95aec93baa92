package io.emailengine.sandbox.powermta;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What PowerMTA holds in memory, whatever the disk says.
 *
 * @param up whether it runs at all; it does not after a start on a configuration that it refused
 * @param loadedAt when this configuration was loaded
 * @param vmtas by name, in the order of the file
 * @param pools the members of each pool in order
 * @param generation the engine's marker, if there is one
 */
public record RunningConfiguration(
    boolean up,
    Instant loadedAt,
    Map<String, RunningVmta> vmtas,
    Map<String, List<String>> pools,
    OptionalLong generation) {
  public RunningConfiguration {
    vmtas = Collections.unmodifiableMap(new LinkedHashMap<>(vmtas));
    pools = Collections.unmodifiableMap(new LinkedHashMap<>(pools));
  }

  /** The cap per day of a virtual MTA; empty if it is unlimited or not defined. */
  public OptionalLong cap(String vmta) {
    RunningVmta found = vmtas.get(vmta);
    return found == null ? OptionalLong.empty() : found.capPerDay();
  }
}
