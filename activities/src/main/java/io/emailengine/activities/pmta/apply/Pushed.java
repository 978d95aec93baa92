package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.plan.GuardRefusal;
import java.util.List;

/** How a push ended. */
sealed interface Pushed {
  /**
   * Read back from the running process, and recorded.
   *
   * @param version its number
   */
  record Applied(int version, String summary) implements Pushed {}

  /** What should run ran already; no reload. */
  record Unchanged(int version) implements Pushed {}

  /** The host did not take it, or did not run it; what ran before is on its disk and runs. */
  record Restored(String reason, String detail) implements Pushed {}

  /** A guard said no; the host was not touched. */
  record Refused(List<GuardRefusal> refusals) implements Pushed {}

  /** Nobody knows what runs; the next run finds out. */
  record Unsettled(String reason, String detail) implements Pushed {}
}
