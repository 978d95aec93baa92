package io.emailengine.workflows.apply;

import io.emailengine.workflows.apply.ServerEvaluation.Action;
import io.emailengine.workflows.schedule.DayCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server's row and its host, with the real timing. */
final class HostInMemory implements PmtaActivities {
  static final Duration R = Duration.ofSeconds(60);
  private static final ApplyTiming TIMING =
      new ApplyTiming(Duration.ofSeconds(5), R, Duration.ofDays(1));
  private static final DayCalendar CALENDAR =
      DayCalendar.of(Duration.ofDays(1), ZoneOffset.UTC, LocalTime.of(0, 10));

  private final Supplier<Instant> clock;
  private final AtomicInteger inside = new AtomicInteger();

  final List<Instant> reloads = new ArrayList<>();
  final List<String> served = new ArrayList<>();
  int evaluations;
  int observations;
  int readsOfQueues;
  volatile boolean overlapped;
  volatile boolean gone;
  private @Nullable Instant dirtySince;
  private @Nullable Instant dirtyLast;
  private boolean urgent;
  private @Nullable Instant lastReloadAt;
  private @Nullable Instant lastUrgentAt;
  private @Nullable Instant observedAt;
  private @Nullable Instant queuesReadAt;

  HostInMemory(Supplier<Instant> clock) {
    this.clock = clock;
  }

  synchronized void change(boolean stop) {
    Instant now = clock.get();
    dirtySince = dirtySince == null ? now : dirtySince;
    dirtyLast = now;
    urgent |= stop;
  }

  @Override
  public synchronized ServerEvaluation evaluate(ServerRef ref) {
    evaluations++;
    Instant now = clock.get();
    if (gone) {
      return new ServerEvaluation(Action.GONE, now, "gone");
    }
    return TIMING.next(rows(), CALENDAR, now);
  }

  private ApplyTiming.Snapshot rows() {
    return new ApplyTiming.Snapshot(
        true,
        true,
        false,
        dirtySince,
        dirtyLast,
        urgent,
        false,
        false,
        lastReloadAt,
        lastUrgentAt,
        null,
        observedAt,
        queuesReadAt,
        false,
        false);
  }

  @Override
  public ApplyOutcome apply(ServerRef ref) {
    enter();
    synchronized (this) {
      Instant now = clock.get();
      observedAt = now;
      leave();
      if (dirtySince == null) {
        return new ApplyOutcome(ApplyOutcome.Kind.UNCHANGED, "");
      }
      reloads.add(now);
      if (urgent) {
        lastUrgentAt = now;
      } else {
        lastReloadAt = now;
      }
      dirtySince = null;
      dirtyLast = null;
      urgent = false;
      return new ApplyOutcome(ApplyOutcome.Kind.APPLIED, "");
    }
  }

  @Override
  public void observe(ServerRef ref) {
    enter();
    synchronized (this) {
      Instant now = clock.get();
      if (TIMING.looksAtAll(rows(), now)) {
        observations++;
        observedAt = now;
      } else {
        readsOfQueues++;
        queuesReadAt = now;
      }
    }
    leave();
  }

  @Override
  public HostRequestOutcome serve(ServerRef ref, HostRequestRef request) {
    enter();
    synchronized (this) {
      served.add(request.requestId());
    }
    leave();
    return new HostRequestOutcome(request.requestId(), true);
  }

  private void enter() {
    overlapped |= inside.incrementAndGet() > 1;
  }

  private void leave() {
    inside.decrementAndGet();
  }
}
