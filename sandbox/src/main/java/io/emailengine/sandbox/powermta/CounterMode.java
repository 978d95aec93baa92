package io.emailengine.sandbox.powermta;

/** How the counters behind a rate behave; the vendor does not document it. */
public enum CounterMode {
  /** Counted per calendar day; a reload or a restart changes nothing. */
  KEEP,
  /** Counted per calendar day and begun anew by each reload or restart: the worst case. */
  RESET_ON_RELOAD,
  /** Counted over the time just past, so a day's worth can fall into any 24 hours only once. */
  SLIDING
}
