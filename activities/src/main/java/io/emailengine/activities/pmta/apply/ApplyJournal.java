package io.emailengine.activities.pmta.apply;

/**
 * What the protocol writes down before it touches a host, so that the pace holds even if it dies in
 * between.
 */
interface ApplyJournal {
  /**
   * A reload of a new configuration is about to be sent. Counted here, not after it: a killed
   * process must not forget it.
   */
  void reloading();

  /** A reload that puts back what ran before is about to be sent; counted apart. */
  void restoring();

  /** Called between steps: the work goes on. Throws to end it when another run owns the server. */
  void pulse();
}
