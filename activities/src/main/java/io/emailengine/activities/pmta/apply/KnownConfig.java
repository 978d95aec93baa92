package io.emailengine.activities.pmta.apply;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One version of the engine's file, exact bytes and meaning.
 *
 * @param number version number on its server
 * @param generation the marker inside it
 * @param sha256 of the bytes, lower-case hex
 */
record KnownConfig(
    int number, long generation, String sha256, byte[] bytes, List<RenderedVmta> vmtas) {
  KnownConfig {
    vmtas = List.copyOf(vmtas);
  }

  /** The virtual MTAs with a cap that differs from what the other version runs. */
  List<RenderedVmta> cappedUnlike(KnownConfig other) {
    Map<String, RenderedVmta> before = new LinkedHashMap<>();
    other.vmtas.forEach(vmta -> before.put(vmta.vmta(), vmta));
    return vmtas.stream()
        .filter(vmta -> vmta.cap() != null && !vmta.runsLike(before.get(vmta.vmta())))
        .toList();
  }

  /** The virtual MTAs that may send more than in the other version; new ones are none of them. */
  List<RenderedVmta> risesAbove(KnownConfig other) {
    Map<String, RenderedVmta> before = new LinkedHashMap<>();
    other.vmtas.forEach(vmta -> before.put(vmta.vmta(), vmta));
    return vmtas.stream().filter(vmta -> rises(before.get(vmta.vmta()), vmta)).toList();
  }

  private static boolean rises(@Nullable RenderedVmta before, RenderedVmta now) {
    if (before == null || now.stopped() || before.cap() == null) {
      return false;
    }
    return before.stopped() || now.cap() == null || now.cap() > before.cap();
  }

  @Override
  public String toString() {
    return "version " + number + " (generation " + generation + ")";
  }
}
