package io.emailengine.workflows.apply;

/**
 * How one run of the apply protocol ended; {@code detail} is one line for people, without secrets.
 */
public record ApplyOutcome(Kind kind, String detail) {
  /** The possible ends of a run. */
  public enum Kind {
    /** Reloaded, and read back from the running process. */
    APPLIED,
    /** What should run already runs. */
    UNCHANGED,
    /**
     * Something failed; the last known good configuration runs, or will be restored by the next
     * run.
     */
    FAILED,
    /** The server waits for a person. */
    HELD,
    /** Another epoch owns the server. */
    SUPERSEDED
  }
}
