package io.emailengine.workflows.schedule;

import io.emailengine.workflows.model.DailyCap;

/** Finds one's place in a schedule by a cap: for {@code set-schedule}, and for a person's quota. */
public final class StepChoice {
  private StepChoice() {}

  /**
   * Number (from 1) of the step whose cap is the largest one that is not above {@code cap}; below
   * the first step: the first. Of steps with equal caps the first, so that none of their days is
   * skipped.
   */
  public static int at(WarmupSchedule schedule, DailyCap cap) {
    int chosen = 1;
    for (int number = 2; number <= schedule.stepCount(); number++) {
      DailyCap candidate = schedule.step(number).cap();
      boolean larger = candidate.compareTo(schedule.step(chosen).cap()) > 0;
      if (larger && candidate.compareTo(cap) <= 0) {
        chosen = number;
      }
    }
    return chosen;
  }

  /**
   * As {@link #at(WarmupSchedule, DailyCap)}, but stays in the present step where that has the same
   * cap: a person who names the quota that is in force changes nothing.
   */
  public static int at(WarmupSchedule schedule, DailyCap cap, int present) {
    int chosen = at(schedule, cap);
    boolean same = schedule.step(present).cap().equals(schedule.step(chosen).cap());
    return same ? present : chosen;
  }

  /**
   * Number of the step that follows the present one: the next, but none with less than the cap that
   * is in force, which a person may have set above its step's own. In the last step, that one.
   */
  public static int after(WarmupSchedule schedule, int present, DailyCap inForce) {
    int next = Math.min(present + 1, schedule.stepCount());
    while (next < schedule.stepCount() && schedule.step(next).cap().compareTo(inForce) < 0) {
      next++;
    }
    return next;
  }

  /** The cap of a step that follows {@code inForce}: its own, and never a lower one. */
  public static DailyCap capAfter(WarmupSchedule schedule, int step, DailyCap inForce) {
    DailyCap cap = schedule.step(step).cap();
    return cap.compareTo(inForce) < 0 ? inForce : cap;
  }
}
