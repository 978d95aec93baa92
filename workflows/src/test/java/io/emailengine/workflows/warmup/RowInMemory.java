package io.emailengine.workflows.warmup;

import io.emailengine.workflows.lifecycle.Hold;
import io.emailengine.workflows.schedule.DayCalendar;
import io.emailengine.workflows.schedule.Presets;
import io.emailengine.workflows.schedule.WarmupDecision;
import io.emailengine.workflows.schedule.WarmupFacts;
import io.emailengine.workflows.schedule.WarmupForecast;
import io.emailengine.workflows.schedule.WarmupPolicy;
import io.emailengine.workflows.schedule.WarmupSchedule;
import io.emailengine.workflows.warmup.WarmupEvaluation.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The row of one IP with the real rules on it; a cap counts as read back the moment it is wanted.
 */
final class RowInMemory implements WarmupActivities {
  private final DayCalendar calendar;
  private final Supplier<Instant> clock;
  private final WarmupSchedule schedule = Presets.find(Presets.DEFAULT).orElseThrow();
  private final List<Hold> holds = new ArrayList<>();
  private final Set<String> requests = new TreeSet<>();

  final Map<Integer, Instant> raises = new LinkedHashMap<>();
  final List<RecordIntent> intents = new ArrayList<>();
  final List<Instant> looks = new ArrayList<>();
  private final List<WarmupFacts.Stop> stops = new ArrayList<>();
  private @Nullable String successor;
  private @Nullable Instant standbySince;
  long epoch = 1;
  private int step = 1;
  private @Nullable Long firstDay;

  RowInMemory(DayCalendar calendar, Supplier<Instant> clock) {
    this.calendar = calendar;
    this.clock = clock;
  }

  @Override
  public synchronized WarmupEvaluation evaluate(EvaluateWarmup request) {
    Instant now = clock.get();
    looks.add(now);
    if (request.epoch() != epoch) {
      return new WarmupEvaluation(Outcome.SUPERSEDED, null, "warming", step, 0, false, "gone");
    }
    String next = successor;
    if (next != null && !next.equals(request.warmupId())) {
      return new WarmupEvaluation(
          Outcome.SUPERSEDED,
          null,
          "warming",
          step,
          0,
          false,
          "begun again",
          new IpWarmupInput(request.address(), "default", "mta1", next, epoch, null));
    }
    if (standbySince != null) {
      return new WarmupEvaluation(
          Outcome.WAIT, now.plus(Duration.ofDays(30)), "standby", step, 0, false, "in standby");
    }
    WarmupDecision decision = WarmupPolicy.decide(facts(), calendar, now);
    while (decision instanceof WarmupDecision.Advance advance) {
      step = advance.nextStep();
      firstDay = null;
      decision = WarmupPolicy.decide(facts(), calendar, now);
    }
    boolean paused = holds.stream().anyMatch(hold -> hold.liesAt(now));
    int day = WarmupForecast.of(facts(), calendar, now).day();
    if (firstDay == null && !paused) {
      firstDay = calendar.dayOf(now);
      raises.put(schedule.step(step).cap().messages(), now);
    }
    return decision instanceof WarmupDecision.Wait wait
        ? new WarmupEvaluation(
            Outcome.WAIT, wait.looksAgainAt(), "warming", step, day, paused, "day " + day)
        : new WarmupEvaluation(Outcome.COMPLETE, null, "active", step, day, paused, "complete");
  }

  @Override
  public synchronized void recordIntent(RecordIntent request) {
    Instant now = clock.get();
    if (!requests.add(request.requestId())) {
      return;
    }
    intents.add(request);
    if (request.pause() != null) {
      holds.add(new Hold(Hold.Kind.PAUSE, now, request.pause().until(), null));
    } else {
      holds.replaceAll(
          hold ->
              hold.endedAt() == null
                  ? new Hold(hold.kind(), hold.since(), hold.until(), now)
                  : hold);
    }
  }

  /** As the row after a restart: step 1, day 1, another warm-up. */
  synchronized void restart(String warmupId) {
    successor = warmupId;
    step = 1;
    firstDay = null;
    raises.clear();
  }

  synchronized void standBy() {
    standbySince = clock.get();
  }

  synchronized void release() {
    stops.add(new WarmupFacts.Stop(Objects.requireNonNull(standbySince), clock.get()));
    standbySince = null;
  }

  private WarmupFacts facts() {
    return new WarmupFacts(schedule, step, firstDay, holds, stops, false);
  }
}
