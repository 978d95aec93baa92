package io.emailengine.sandbox.powermta;

import io.emailengine.sandbox.grammar.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts what one virtual MTA sent against its rate. */
final class RateCounter {
  /** More than any window needs; what is older goes, also while nothing is limited. */
  private static final int MOST_BATCHES = 10_000;

  private final CounterMode mode;
  private final SimulatedDay calendar;
  private final Deque<long[]> sent = new ArrayDeque<>();
  private long resetAtNanos = Long.MIN_VALUE;

  RateCounter(CounterMode mode, SimulatedDay calendar) {
    this.mode = mode;
    this.calendar = calendar;
  }

  void add(Instant at, long recipients) {
    if (recipients > 0) {
      // The step in which a reload fell counts for the time after it.
      sent.addLast(new long[] {Math.max(SimulatedDay.nanos(at), resetAtNanos), recipients});
    }
    if (sent.size() > MOST_BATCHES) {
      sent.removeFirst();
    }
  }

  void reloadedAt(Instant now) {
    if (mode == CounterMode.RESET_ON_RELOAD) {
      reset(now);
    }
  }

  void reset(Instant now) {
    resetAtNanos = SimulatedDay.nanos(now);
    sent.clear();
  }

  /** How many more may go at an instant. */
  long left(Rate rate, Instant at) {
    long from = Math.max(windowStart(rate.per(), at), resetAtNanos);
    // A limit may grow longer with the next configuration, so a day's worth is always kept.
    long keep = Math.min(from, windowStart(Duration.ofDays(1), at));
    while (!sent.isEmpty() && sent.getFirst()[0] < keep) {
      sent.removeFirst();
    }
    long used = 0;
    for (long[] batch : sent) {
      used += batch[0] >= from ? batch[1] : 0;
    }
    return Math.max(0, rate.messages() - used);
  }

  private long windowStart(Duration per, Instant at) {
    long now = SimulatedDay.nanos(at);
    long length = calendar.scaled(per).toNanos();
    if (mode == CounterMode.SLIDING) {
      return now - length + 1;
    }
    return per.equals(Duration.ofDays(1))
        ? SimulatedDay.nanos(calendar.startOf(calendar.dayOf(at)))
        : now - Math.floorMod(now, length);
  }
}
