package io.emailengine.workflows.schedule;

import io.emailengine.workflows.lifecycle.Hold;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The engine days that a pause or a stop has touched, as far as is known now. One that lasts is
 * taken to end today: the earliest that can be.
 */
final class UncountedDays {
  /** "until" is a person's word: one beyond the years that calendars can count is no end. */
  private static final Instant FAR = Instant.parse("9000-01-01T00:00:00Z");

  private record Range(long first, long last) {}

  private final List<Range> ranges;
  private final boolean openNow;
  private final boolean stoppedNow;

  private UncountedDays(List<Range> ranges, boolean openNow, boolean stoppedNow) {
    this.ranges = ranges;
    this.openNow = openNow;
    this.stoppedNow = stoppedNow;
  }

  static UncountedDays of(WarmupFacts facts, DayCalendar calendar, Instant now) {
    List<WarmupFacts.Stop> stops = new ArrayList<>(facts.stops());
    for (Hold hold : facts.holds()) {
      if (hold.kind() == Hold.Kind.PAUSE) {
        stops.add(new WarmupFacts.Stop(hold.since(), sendsAgainAt(hold, calendar)));
      }
    }
    List<Range> touched = new ArrayList<>();
    boolean open = false;
    boolean stopped = false;
    for (WarmupFacts.Stop stop : stops) {
      Instant to = stop.to();
      if (to == null || to.isAfter(FAR)) {
        open = true;
        stopped |= !now.isBefore(stop.from());
        touched.add(range(stop.from(), now, calendar));
      } else {
        stopped |= !now.isBefore(stop.from()) && now.isBefore(to);
        touched.add(range(stop.from(), to, calendar));
      }
    }
    return new UncountedDays(merged(touched), open, stopped);
  }

  /**
   * A lifted pause ends at once, because a person lifted it. One that ends by itself is a rise: the
   * IP sends again from the first raise window on.
   */
  private static @Nullable Instant sendsAgainAt(Hold pause, DayCalendar calendar) {
    Instant until = pause.until();
    if (until == null || until.isAfter(FAR)) {
      return pause.endedAt();
    }
    Instant byItself = calendar.raiseWindowFrom(until);
    Instant lifted = pause.endedAt();
    return lifted != null && lifted.isBefore(byItself) ? lifted : byItself;
  }

  /** The days that hold an instant of [from, to), and always the day of {@code from}. */
  private static Range range(Instant from, Instant to, DayCalendar calendar) {
    long first = calendar.dayOf(from);
    return new Range(
        first, to.isAfter(from) ? Math.max(first, calendar.dayOf(to.minusNanos(1))) : first);
  }

  private static List<Range> merged(List<Range> touched) {
    touched.sort(Comparator.comparingLong(Range::first));
    List<Range> merged = new ArrayList<>();
    for (Range next : touched) {
      Range last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && next.first() <= last.last() + 1) {
        merged.set(merged.size() - 1, new Range(last.first(), Math.max(last.last(), next.last())));
      } else {
        merged.add(next);
      }
    }
    return merged;
  }

  /** One lasts without a known end, so that no later day is known to count. */
  boolean openNow() {
    return openNow;
  }

  boolean stoppedNow() {
    return stoppedNow;
  }

  /** How many days of [first, end) count. */
  long counted(long first, long end) {
    long counted = Math.max(0, end - first);
    for (Range range : ranges) {
      long from = Math.max(first, range.first());
      long to = Math.min(end, range.last() + 1);
      counted -= Math.max(0, to - from);
    }
    return counted;
  }

  /** The first day before which {@code days} days from {@code first} on are counted. */
  long dayAfter(long first, int days) {
    long day = first;
    long left = days;
    for (Range range : ranges) {
      if (range.last() < day) {
        continue;
      }
      if (range.first() >= day + left) {
        break;
      }
      left -= Math.max(0, range.first() - day);
      day = range.last() + 1;
    }
    return day + left;
  }
}
