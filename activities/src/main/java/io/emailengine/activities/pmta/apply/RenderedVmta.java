package io.emailengine.activities.pmta.apply;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one configuration version means for one virtual MTA; kept with the version, so that recovery
 * knows what to read back without asking today's rows.
 *
 * @param ipId row of the sending IP; null for a carried virtual MTA that nobody manages
 * @param cap messages a day as rendered; null: not capped by the engine
 * @param stopped defined, but sends nothing
 * @param step step of the warm-up that was rendered
 * @param reached the step's full share was rendered, so reading it back makes this the step's first
 *     day
 * @param intentSeq the IP's intent that was rendered
 */
public record RenderedVmta(
    String vmta,
    @Nullable String ipId,
    @Nullable Integer cap,
    boolean stopped,
    int step,
    @Nullable String warmupId,
    boolean reached,
    long intentSeq) {

  /** Whether PowerMTA sees a difference. */
  boolean runsLike(@Nullable RenderedVmta other) {
    return other != null && Objects.equals(cap, other.cap) && stopped == other.stopped;
  }
}
