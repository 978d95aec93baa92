package io.emailengine.workflows.apply;

import java.time.Instant;

/**
 * What is due on a server, and at which instant; {@code why} is one line for the timer in the
 * Temporal Web UI.
 */
public record ServerEvaluation(Action action, Instant at, String why) {
  /** What the writer does when the instant has come. */
  public enum Action {
    APPLY,
    OBSERVE,
    /** The row is gone or another epoch owns it: end. */
    GONE
  }
}
