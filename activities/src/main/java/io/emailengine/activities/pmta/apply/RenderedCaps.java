package io.emailengine.activities.pmta.apply;

import java.util.List;
import java.util.Map;

/**
 * What a version means; the value of {@code config_version.caps}.
 *
 * @param risesDeferred some caps wait for the next raise window
 * @param pools members of the pools that the engine fills
 */
public record RenderedCaps(
    List<RenderedVmta> vmtas, boolean risesDeferred, Map<String, List<String>> pools) {
  public RenderedCaps {
    vmtas = List.copyOf(vmtas);
    pools = Map.copyOf(pools);
  }
}
