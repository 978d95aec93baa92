package io.emailengine.workflows.schedule;

import java.time.Instant;

/** What a look at a warm-up leads to. */
public sealed interface WarmupDecision {
  /** Nothing is due; look again at this instant, which is after now. */
  record Wait(Instant looksAgainAt) implements WarmupDecision {}

  /** The step's days are over and the raise window is open: this step begins. */
  record Advance(int nextStep) implements WarmupDecision {}

  /** The last step's days are over. */
  record Complete() implements WarmupDecision {}
}
