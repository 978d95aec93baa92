package io.emailengine.workflows.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The engine days of one server. A day has a number that only grows; it begins at its {@code
 * dayStart}. Zone rules are used here and therefore only in activities and in the api, never in
 * workflow code: they change between JDKs and would break replay.
 */
public interface DayCalendar {
  /** The raise window of a calendar day: the first two hours after its dayStart. */
  Duration RAISE_WINDOW = Duration.ofHours(2);

  /** The number of the day that holds this instant. */
  long dayOf(Instant instant);

  /** The first instant of this day. */
  Instant startOf(long day);

  /** Whether automatic raises may reach a host now. */
  boolean inRaiseWindow(Instant now);

  default Instant nextStart(Instant now) {
    return startOf(dayOf(now) + 1);
  }

  /** When the next raise window opens; now, if one is open. */
  default Instant raiseWindowFrom(Instant now) {
    return inRaiseWindow(now) ? now : nextStart(now);
  }

  /**
   * The calendar of a server: local days from dayStart if an engine day is a real day, else
   * multiples of it since the epoch.
   */
  static DayCalendar of(Duration engineDay, ZoneId zone, LocalTime dayStart) {
    return engineDay.equals(Duration.ofDays(1))
        ? new LocalDays(zone, dayStart)
        : new FixedDays(engineDay);
  }

  /** Days of a time zone; 23 or 25 hours long when the clocks change. */
  record LocalDays(ZoneId zone, LocalTime dayStart) implements DayCalendar {
    @Override
    public long dayOf(Instant instant) {
      long day = instant.atZone(zone).toLocalDate().toEpochDay();
      if (instant.isBefore(startOf(day))) {
        return day - 1;
      }
      // Where clocks go back over midnight, the date falls back after the next day has begun.
      return instant.isBefore(startOf(day + 1)) ? day : day + 1;
    }

    @Override
    public Instant startOf(long day) {
      // A dayStart inside the hour that spring skips moves on by that hour, and so stays as long
      // after PowerMTA's midnight as ever; in autumn the earlier of the two counts.
      return ZonedDateTime.of(LocalDate.ofEpochDay(day), dayStart, zone).toInstant();
    }

    @Override
    public boolean inRaiseWindow(Instant now) {
      return now.isBefore(startOf(dayOf(now)).plus(RAISE_WINDOW));
    }
  }

  /** Days of a fixed length, counted from the epoch. */
  record FixedDays(Duration length) implements DayCalendar {
    public FixedDays {
      if (length.toMillis() < 1) {
        throw new IllegalArgumentException("an engine day must be at least a millisecond long");
      }
    }

    @Override
    public long dayOf(Instant instant) {
      return Math.floorDiv(instant.toEpochMilli(), length.toMillis());
    }

    @Override
    public Instant startOf(long day) {
      return Instant.ofEpochMilli(day * length.toMillis());
    }

    @Override
    public boolean inRaiseWindow(Instant now) {
      return length.compareTo(Duration.ofHours(1)) < 0
          || now.isBefore(startOf(dayOf(now)).plus(RAISE_WINDOW));
    }
  }
}
