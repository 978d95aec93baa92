package io.emailengine.workflows.warmup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the row said.
 *
 * @param outcome what the workflow does next
 * @param looksAgainAt when to ask again if nothing wakes it; null unless {@code WAIT}
 * @param state state of the IP in wire form, for the search attribute
 * @param step step number from 1
 * @param day day of the whole plan, from 1
 * @param successor the warm-up that has taken this one's place, if there is one; null unless {@code
 *     SUPERSEDED}
 * @param summary one line for the timer in the Temporal Web UI
 */
public record WarmupEvaluation(
    Outcome outcome,
    @Nullable Instant looksAgainAt,
    String state,
    int step,
    int day,
    boolean paused,
    String summary,
    @Nullable IpWarmupInput successor) {
  /** Nothing takes this warm-up's place. */
  public WarmupEvaluation(
      Outcome outcome,
      @Nullable Instant looksAgainAt,
      String state,
      int step,
      int day,
      boolean paused,
      String summary) {
    this(outcome, looksAgainAt, state, step, day, paused, summary, null);
  }

  /** What a look at the row leads to. */
  public enum Outcome {
    WAIT,
    COMPLETE,
    SUPERSEDED
  }
}
