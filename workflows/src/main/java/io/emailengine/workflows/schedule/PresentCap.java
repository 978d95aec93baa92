package io.emailengine.workflows.schedule;

import io.emailengine.workflows.model.DailyCap;
import org.jspecify.annotations.Nullable;

/**
 * The cap that a warm-up runs with now, as far as its plan goes: a pause or a share of a tenant's
 * quota does not lower it, and a rise that still waits has not raised it.
 */
public final class PresentCap {
  private PresentCap() {}

  /**
   * @param planned the step's cap, or a person's quota in it
   * @param step from 1
   * @param seen whether the step's cap was read back from the running configuration
   * @param runningCap as last read back; null: nothing ran yet
   * @param runningStopped as last read back
   */
  public static DailyCap of(
      WarmupSchedule schedule,
      int step,
      DailyCap planned,
      boolean seen,
      @Nullable Integer runningCap,
      boolean runningStopped) {
    if (seen || runningCap == null) {
      return planned;
    }
    if (!runningStopped) {
      return planned.min(new DailyCap(runningCap));
    }
    return step == 1 ? planned : planned.min(schedule.step(step - 1).cap());
  }
}
