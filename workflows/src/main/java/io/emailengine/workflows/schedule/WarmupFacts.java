package io.emailengine.workflows.schedule;

import io.emailengine.workflows.lifecycle.Hold;
import io.emailengine.workflows.model.DailyCap;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a warm-up when its days are counted.
 *
 * @param step number from 1
 * @param stepFirstDay engine day on which the step's cap was read back from the running
 *     configuration; null: not yet
 * @param cap the cap in force in this step: its own, or the one that a person gave it
 * @param holds pauses and freezes, lying and over
 * @param stops other times without counted days: stopped for another reason than a pause, or run
 *     below the step's cap under a pin
 * @param frozen raises wait for a reason that is not among the holds (drift of the server)
 */
public record WarmupFacts(
    WarmupSchedule schedule,
    int step,
    DailyCap cap,
    @Nullable Long stepFirstDay,
    List<Hold> holds,
    List<Stop> stops,
    boolean frozen) {
  public WarmupFacts {
    holds = List.copyOf(holds);
    stops = List.copyOf(stops);
    if (step < 1 || step > schedule.stepCount()) {
      throw new IllegalArgumentException(
          "step " + step + " of a schedule of " + schedule.stepCount());
    }
  }

  /** A step with its own cap. */
  public WarmupFacts(
      WarmupSchedule schedule,
      int step,
      @Nullable Long stepFirstDay,
      List<Hold> holds,
      List<Stop> stops,
      boolean frozen) {
    this(schedule, step, schedule.step(step).cap(), stepFirstDay, holds, stops, frozen);
  }

  /** A time whose days do not count; {@code to} is null while it lasts. */
  public record Stop(Instant from, @Nullable Instant to) {}

  WarmupStep present() {
    return schedule.step(step);
  }

  /** The step that begins when this one is over; not for the last one. */
  int nextStep() {
    return StepChoice.after(schedule, step, cap);
  }

  boolean isLastStep() {
    return schedule.isLast(step);
  }
}
