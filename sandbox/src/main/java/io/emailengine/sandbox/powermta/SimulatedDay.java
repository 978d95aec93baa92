package io.emailengine.sandbox.powermta;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * The calendar of the host. A day of another length than 24 hours starts at the multiples of its
 * length since the epoch, and every other interval shrinks or stretches with it.
 */
public record SimulatedDay(Duration length, ZoneId zone) {
  private static final Duration REAL = Duration.ofDays(1);

  public SimulatedDay {
    if (length.compareTo(Duration.ofMillis(100)) < 0 || length.compareTo(REAL) > 0) {
      throw new IllegalArgumentException("a day lasts from 100 ms to 24 h: " + length);
    }
  }

  /** The number of the day that holds an instant; days of 24 hours count from 1970-01-01. */
  public long dayOf(Instant instant) {
    return length.equals(REAL)
        ? instant.atZone(zone).toLocalDate().toEpochDay()
        : Math.floorDiv(nanos(instant), length.toNanos());
  }

  /** The first instant of a day. */
  public Instant startOf(long day) {
    return length.equals(REAL)
        ? LocalDate.ofEpochDay(day).atStartOfDay(zone).toInstant()
        : Instant.EPOCH.plusNanos(day * length.toNanos());
  }

  /** How long an interval of a configuration takes here. */
  Duration scaled(Duration interval) {
    if (length.equals(REAL)) {
      return interval;
    }
    double factor = (double) length.toNanos() / REAL.toNanos();
    return Duration.ofNanos(Math.max(1, (long) (interval.toNanos() * factor)));
  }

  static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
  }
}
