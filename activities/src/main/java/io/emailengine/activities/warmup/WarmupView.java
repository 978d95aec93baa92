package io.emailengine.activities.warmup;

import io.emailengine.store.ip.HoldRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.lifecycle.Hold;
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
    SendingIpRow ip, ServerRow server, List<HoldRow> holds, DayCalendar calendar, Instant now) {
  private static final String DRIFT = "drift";

  WarmupSchedule schedule() {
    return ip.warmupSchedule();
  }

  /** Where nothing but pauses stops a warming IP, there are no other stops. */
  private WarmupFacts facts() {
    return new WarmupFacts(
        schedule(),
        ip.step(),
        ip.stepFirstDay(),
        holds.stream().map(HoldRow::toHold).toList(),
        List.of(),
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
                paused() ? ", paused" : "",
                looksAgainAt);
    return new WarmupEvaluation(
        Outcome.WAIT, looksAgainAt, ip.state().wireName(), ip.step(), day(), paused(), summary);
  }
}
