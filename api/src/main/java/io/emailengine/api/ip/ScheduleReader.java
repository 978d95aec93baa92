package io.emailengine.api.ip;

import io.emailengine.api.problem.ApiException.FieldError;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.schedule.Presets;
import io.emailengine.workflows.schedule.WarmupSchedule;
import io.emailengine.workflows.schedule.WarmupStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the {@code schedule} of a request: a preset's name, or steps of one's own. */
final class ScheduleReader {
  private ScheduleReader() {}

  /** Adds what is wrong to the errors; the result counts only if nothing was added. */
  static WarmupSchedule read(JsonNode node, List<FieldError> errors) {
    WarmupSchedule fallback = Presets.all().get(0);
    if (node.isString()) {
      return Presets.find(node.stringValue())
          .orElseGet(
              () -> {
                String known =
                    Presets.all().stream()
                        .map(WarmupSchedule::name)
                        .collect(Collectors.joining(", "));
                errors.add(
                    new FieldError(
                        "schedule",
                        "known-preset",
                        "must be one of " + known + ", or an object with steps"));
                return fallback;
              });
    }
    JsonNode steps = node.path("steps");
    if (!node.isObject() || !onlyHas(node, Set.of("steps")) || !steps.isArray()) {
      errors.add(
          new FieldError(
              "schedule",
              "format",
              "must be a preset's name or an object with steps and nothing else"));
      return fallback;
    }
    List<WarmupStep> read = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      WarmupStep step = step(steps.get(i), "schedule.steps[" + i + "]", errors);
      if (step != null) {
        read.add(step);
      }
    }
    if (read.size() < steps.size()) {
      return fallback;
    }
    try {
      return Presets.custom(read);
    } catch (InvalidValueException e) {
      errors.add(new FieldError("schedule.steps", "schedule", String.valueOf(e.getMessage())));
      return fallback;
    }
  }

  private static @Nullable WarmupStep step(JsonNode node, String field, List<FieldError> errors) {
    JsonNode cap = node.path("cap");
    JsonNode days = node.path("days");
    if (!node.isObject()
        || !onlyHas(node, Set.of("cap", "days"))
        || !cap.isIntegralNumber()
        || !days.isIntegralNumber()) {
      errors.add(
          new FieldError(
              field, "format", "must have the whole numbers cap and days and nothing else"));
      return null;
    }
    if (!cap.canConvertToInt() || cap.intValue() < 1 || cap.intValue() > DailyCap.MAX) {
      errors.add(new FieldError(field + ".cap", "range", "must be between 1 and " + DailyCap.MAX));
      return null;
    }
    if (!days.canConvertToInt() || days.intValue() < 1 || days.intValue() > WarmupStep.MAX_DAYS) {
      errors.add(
          new FieldError(field + ".days", "range", "must be between 1 and " + WarmupStep.MAX_DAYS));
      return null;
    }
    return WarmupStep.of(cap.intValue(), days.intValue());
  }

  private static boolean onlyHas(JsonNode node, Set<String> names) {
    return names.containsAll(node.propertyNames());
  }
}
