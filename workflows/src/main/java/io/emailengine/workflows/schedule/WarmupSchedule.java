package io.emailengine.workflows.schedule;

import io.emailengine.workflows.model.InvalidValueException;
import java.util.List;

/**
 * The ordered steps of a warm-up, under the name a person knows it by. Caps never fall and rise at
 * most tenfold from step to step: a larger jump is what gets a new IP blacklisted.
 */
public record WarmupSchedule(String name, List<WarmupStep> steps) {
  public static final int MAX_STEPS = 100;
  public static final String CUSTOM = "custom";

  public WarmupSchedule {
    steps = List.copyOf(steps);
    if (steps.isEmpty() || steps.size() > MAX_STEPS) {
      throw new InvalidValueException("must have 1 to " + MAX_STEPS + " steps");
    }
    for (int i = 1; i < steps.size(); i++) {
      long before = steps.get(i - 1).cap().messages();
      long after = steps.get(i).cap().messages();
      if (after < before) {
        throw new InvalidValueException(
            "step " + (i + 1) + " has a lower cap than the step before");
      }
      if (after > before * 10) {
        throw new InvalidValueException(
            "step " + (i + 1) + " has more than ten times the cap of the step before");
      }
    }
  }

  /** The step with this number, counted from 1. */
  public WarmupStep step(int number) {
    return steps.get(number - 1);
  }

  public int stepCount() {
    return steps.size();
  }

  public boolean isLast(int number) {
    return number == steps.size();
  }

  public int totalDays() {
    return steps.stream().mapToInt(WarmupStep::days).sum();
  }

  /** Engine days of all the steps before this one. */
  public int daysBefore(int number) {
    return steps.subList(0, number - 1).stream().mapToInt(WarmupStep::days).sum();
  }
}
