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
 * @param summary one line for the timer in the Temporal Web UI
 */
public record WarmupEvaluation(
    Outcome outcome,
    @Nullable Instant looksAgainAt,
    String state,
    int step,
    int day,
    boolean paused,
    String summary) {
  /** What a look at the row leads to. */
  public enum Outcome {
    WAIT,
    COMPLETE,
    SUPERSEDED
  }
}
