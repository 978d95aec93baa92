package io.emailengine.workflows.schedule;

import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.InvalidValueException;

/** One step of a warm-up: this cap for this many engine days (1 to 60). */
public record WarmupStep(DailyCap cap, int days) {
  public static final int MAX_DAYS = 60;

  public WarmupStep {
    if (days < 1 || days > MAX_DAYS) {
      throw new InvalidValueException("days must be between 1 and " + MAX_DAYS);
    }
  }

  public static WarmupStep of(int cap, int days) {
    return new WarmupStep(new DailyCap(cap), days);
  }
}
