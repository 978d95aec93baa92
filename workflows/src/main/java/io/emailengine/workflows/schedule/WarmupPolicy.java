package io.emailengine.workflows.schedule;

import io.emailengine.workflows.lifecycle.Hold;
import java.time.Instant;

/**
 * When a step ends. A step of n days ends at the first dayStart at which n of its days are counted;
 * a day that a pause or stop has touched is not counted, a day of an outage or freeze is. An
 * overdue raise is one step, because the next one's days only begin when its cap has been read
 * back.
 */
public final class WarmupPolicy {
  private WarmupPolicy() {}

  /**
   * What is due now. A raise is begun only in the raise window, not frozen and not stopped: outside
   * it the cap could not follow, and a person's wish for the present step would turn into an
   * automatic rise that waits. Completion raises nothing and therefore waits for none of these.
   */
  public static WarmupDecision decide(WarmupFacts facts, DayCalendar calendar, Instant now) {
    UncountedDays uncounted = UncountedDays.of(facts, calendar, now);
    if (isOver(facts, uncounted, calendar.dayOf(now))) {
      if (facts.isLastStep()) {
        return new WarmupDecision.Complete();
      }
      boolean mayRaise =
          !isFrozen(facts, now) && !uncounted.stoppedNow() && calendar.inRaiseWindow(now);
      return mayRaise
          ? new WarmupDecision.Advance(facts.nextStep())
          : new WarmupDecision.Wait(earliest(calendar.nextStart(now), facts, calendar, now));
    }
    return new WarmupDecision.Wait(
        earliest(
            calendar.startOf(lastDayEnds(facts, uncounted, calendar, now)), facts, calendar, now));
  }

  /** Whether something keeps raises back. */
  static boolean isFrozen(WarmupFacts facts, Instant now) {
    return facts.frozen()
        || facts.holds().stream()
            .anyMatch(hold -> hold.kind() == Hold.Kind.FREEZE && hold.liesAt(now));
  }

  static boolean isOver(WarmupFacts facts, UncountedDays uncounted, long today) {
    Long first = facts.stepFirstDay();
    return first != null && uncounted.counted(first, today) >= facts.present().days();
  }

  /**
   * The day at whose start the present step's days are over. A cap that has not been read back yet
   * is taken to be read back today, the earliest that can be: so nobody needs to say when it was.
   */
  static long lastDayEnds(
      WarmupFacts facts, UncountedDays uncounted, DayCalendar calendar, Instant now) {
    long today = calendar.dayOf(now);
    Long first = facts.stepFirstDay();
    return uncounted.dayAfter(first == null ? today : first, facts.present().days());
  }

  /** Holds that end by themselves are looked at when they do. */
  private static Instant earliest(
      Instant due, WarmupFacts facts, DayCalendar calendar, Instant now) {
    Instant earliest = due.isAfter(now) ? due : calendar.nextStart(now);
    for (Hold hold : facts.holds()) {
      Instant until = hold.until();
      if (until == null || !until.isBefore(earliest) || hold.endedAt() != null) {
        continue;
      }
      Instant ends = calendar.raiseWindowFrom(until);
      if (ends.isAfter(now) && ends.isBefore(earliest)) {
        earliest = ends;
      }
    }
    return earliest;
  }
}
