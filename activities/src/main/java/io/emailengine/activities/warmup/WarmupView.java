package io.emailengine.activities.warmup;

import io.emailengine.store.ip.HoldRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.lifecycle.Hold;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.schedule.DayCalendar;
import io.emailengine.workflows.schedule.WarmupDecision;
import io.emailengine.workflows.schedule.WarmupFacts;
import io.emailengine.workflows.schedule.WarmupForecast;
import io.emailengine.workflows.schedule.WarmupPolicy;
import io.emailengine.workflows.schedule.WarmupSchedule;
import io.emailengine.workflows.warmup.WarmupEvaluation;
import io.emailengine.workflows.warmup.WarmupEvaluation.Outcome;
import java.time.Instant;
import java.util.List;

/** A warm-up at one instant: its rows, and what the rules say of them. */
record WarmupView(
    SendingIpRow ip,
    ServerRow server,
    List<HoldRow> holds,
    List<WarmupFacts.Stop> uncounted,
    DayCalendar calendar,
    Instant now) {
  private static final String DRIFT = "drift";
  private static final int STANDBY_DAYS = 30;

  WarmupSchedule schedule() {
    return ip.warmupSchedule();
  }

  private WarmupFacts facts() {
    return new WarmupFacts(
        schedule(),
        ip.step(),
        new DailyCap(ip.dailyQuota()),
        ip.stepFirstDay(),
        holds.stream().map(HoldRow::toHold).toList(),
        uncounted,
        DRIFT.equals(server.reason()));
  }

  WarmupDecision decide() {
    return WarmupPolicy.decide(facts(), calendar, now);
  }

  int day() {
    return WarmupForecast.of(facts(), calendar, now).day();
  }

  /** Holds whose end nobody has noted yet. */
  boolean hasExpiredHold() {
    return holds.stream()
        .anyMatch(
            hold -> hold.endedAt() == null && hold.until() != null && !hold.until().isAfter(now));
  }

  /** The warm-up is interrupted: no day counts, and nothing is due before a release wakes it. */
  boolean isInStandby() {
    return ip.state() == IpState.STANDBY;
  }

  /** When one in standby is looked at again, if nothing wakes it before. */
  Instant afterStandby() {
    return calendar.startOf(calendar.dayOf(now) + STANDBY_DAYS);
  }

  private boolean paused() {
    return holds.stream()
        .map(HoldRow::toHold)
        .anyMatch(hold -> hold.kind() == Hold.Kind.PAUSE && hold.liesAt(now));
  }

  WarmupEvaluation waiting(Instant looksAgainAt) {
    String summary =
        "day %d of %d, step %d of %d: %d a day%s; looks again %s"
            .formatted(
                day(),
                schedule().totalDays(),
                ip.step(),
                schedule().stepCount(),
                ip.dailyQuota(),
                (isInStandby() ? ", in standby" : "") + (paused() ? ", paused" : ""),
                looksAgainAt);
    return new WarmupEvaluation(
        Outcome.WAIT, looksAgainAt, ip.state().wireName(), ip.step(), day(), paused(), summary);
  }
}
