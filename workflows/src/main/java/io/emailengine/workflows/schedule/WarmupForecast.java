package io.emailengine.workflows.schedule;

import io.emailengine.workflows.lifecycle.Hold;
import io.emailengine.workflows.model.DailyCap;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a warm-up is and how it goes on if nothing happens, for people.
 *
 * @param day of the whole plan, from 1 to its total
 * @param week from 1
 * @param nextChangeAt when the next step begins, or the last one ends; null while something without
 *     a known end keeps it back
 * @param nextCap null in the last step
 * @param completesAt null while something without a known end keeps it back
 */
public record WarmupForecast(
    int day,
    int week,
    @Nullable Instant nextChangeAt,
    @Nullable DailyCap nextCap,
    @Nullable Instant completesAt) {

  public static WarmupForecast of(WarmupFacts facts, DayCalendar calendar, Instant now) {
    UncountedDays uncounted = UncountedDays.of(facts, calendar, now);
    int day = day(facts, uncounted, calendar.dayOf(now));
    int week = (day + 6) / 7;
    DailyCap nextCap =
        facts.isLastStep()
            ? null
            : StepChoice.capAfter(facts.schedule(), facts.nextStep(), facts.cap());
    if (uncounted.openNow()) {
      return new WarmupForecast(day, week, null, nextCap, null);
    }
    long over = WarmupPolicy.lastDayEnds(facts, uncounted, calendar, now);
    Instant planned = calendar.startOf(over);
    if (facts.isLastStep()) {
      Instant completesAt = planned.isAfter(now) ? planned : now;
      return new WarmupForecast(day, week, completesAt, null, completesAt);
    }
    Instant raise = raise(facts, planned, calendar, now);
    Instant completesAt = raise == null ? null : completesAt(facts, uncounted, raise, calendar);
    return new WarmupForecast(day, week, raise, nextCap, completesAt);
  }

  private static int day(WarmupFacts facts, UncountedDays uncounted, long today) {
    Long first = facts.stepFirstDay();
    long counted = first == null ? 0 : uncounted.counted(first, today);
    int inStep = (int) Math.min(counted + 1, facts.present().days());
    return facts.schedule().daysBefore(facts.step()) + inStep;
  }

  /** The first raise window after the planned instant, after now, and after every freeze. */
  private static @Nullable Instant raise(
      WarmupFacts facts, Instant planned, DayCalendar calendar, Instant now) {
    Instant raise = planned.isAfter(now) ? planned : now;
    if (facts.frozen()) {
      return null;
    }
    for (Hold hold : facts.holds()) {
      if (hold.kind() != Hold.Kind.FREEZE || !hold.liesAt(now)) {
        continue;
      }
      Instant ends = hold.endOrNull();
      if (ends == null) {
        return null;
      }
      raise = ends.isAfter(raise) ? ends : raise;
    }
    return calendar.raiseWindowFrom(raise);
  }

  private static Instant completesAt(
      WarmupFacts facts, UncountedDays uncounted, Instant raise, DayCalendar calendar) {
    long day = calendar.dayOf(raise);
    for (int number = facts.nextStep(); number <= facts.schedule().stepCount(); number++) {
      day = uncounted.dayAfter(day, facts.schedule().step(number).days());
    }
    return calendar.startOf(day);
  }
}
