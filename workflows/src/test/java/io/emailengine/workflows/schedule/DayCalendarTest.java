package io.emailengine.workflows.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DayCalendarTest {
  private static final LocalTime TEN_PAST = LocalTime.of(0, 10);

  @ParameterizedTest
  @CsvSource({
    // zone, date of the change, hours and minutes of that engine day
    "Europe/Paris, 2026-03-29, PT23H",
    "Europe/Paris, 2026-10-25, PT25H",
    "America/New_York, 2026-03-08, PT23H",
    "America/New_York, 2026-11-01, PT25H",
    "Australia/Lord_Howe, 2026-10-04, PT23H30M",
    "Australia/Lord_Howe, 2026-04-05, PT24H30M",
    "Asia/Tokyo, 2026-03-29, PT24H",
  })
  void aDayIsAsLongAsTheClocksMakeIt(String zone, String date, String length) {
    DayCalendar calendar = DayCalendar.of(Duration.ofDays(1), ZoneId.of(zone), TEN_PAST);
    long day = LocalDate.parse(date).toEpochDay();
    Instant start = calendar.startOf(day);
    assertThat(Duration.between(start, calendar.startOf(day + 1)))
        .isEqualTo(Duration.parse(length));
    assertThat(start.atZone(ZoneId.of(zone)).toLocalTime()).isEqualTo(TEN_PAST);
    assertThat(calendar.dayOf(start.minusNanos(1))).isEqualTo(day - 1);
    assertThat(calendar.dayOf(start)).isEqualTo(day);
    assertThat(calendar.nextStart(start)).isEqualTo(calendar.startOf(day + 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Paris",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Havana",
        "America/St_Johns",
        "Asia/Beirut",
        "UTC"
      })
  void daysOnlyGrowAndHoldTheirOwnStart(String zone) {
    for (LocalTime dayStart : new LocalTime[] {TEN_PAST, LocalTime.MIDNIGHT, LocalTime.of(2, 30)}) {
      DayCalendar calendar = DayCalendar.of(Duration.ofDays(1), ZoneId.of(zone), dayStart);
      long before = Long.MIN_VALUE;
      Instant end = Instant.parse("2012-01-01T00:00:00Z");
      for (Instant now = Instant.parse("2010-01-01T00:00:00Z");
          now.isBefore(end);
          now = now.plusSeconds(600)) {
        long day = calendar.dayOf(now);
        assertThat(day).as("%s %s %s", zone, dayStart, now).isGreaterThanOrEqualTo(before);
        assertThat(calendar.startOf(day)).isBeforeOrEqualTo(now);
        assertThat(calendar.nextStart(now)).isAfter(now);
        before = day;
      }
    }
  }

  @Test
  void aDayStartInTheSkippedHourMovesOnWithIt() {
    // Beirut goes from 00:00 to 01:00 on this day.
    DayCalendar calendar = DayCalendar.of(Duration.ofDays(1), ZoneId.of("Asia/Beirut"), TEN_PAST);
    assertThat(calendar.startOf(LocalDate.parse("2011-03-27").toEpochDay()))
        .isEqualTo("2011-03-26T22:10:00Z");
  }

  @Test
  void theRaiseWindowIsTwoHoursFromDayStart() {
    DayCalendar calendar = DayCalendar.of(Duration.ofDays(1), ZoneId.of("Europe/Paris"), TEN_PAST);
    Instant start = Instant.parse("2026-06-30T22:10:00Z");
    assertThat(calendar.inRaiseWindow(start.minusNanos(1))).isFalse();
    assertThat(calendar.inRaiseWindow(start)).isTrue();
    assertThat(calendar.inRaiseWindow(start.plusSeconds(7199))).isTrue();
    assertThat(calendar.inRaiseWindow(start.plusSeconds(7200))).isFalse();
    assertThat(calendar.raiseWindowFrom(start.plusSeconds(5))).isEqualTo(start.plusSeconds(5));
    assertThat(calendar.raiseWindowFrom(start.plusSeconds(7200)))
        .isEqualTo(Instant.parse("2026-07-01T22:10:00Z"));
  }

  @Test
  void shortDaysAreMultiplesSinceTheEpochAndAllWindow() {
    DayCalendar calendar = DayCalendar.of(Duration.ofSeconds(1), ZoneId.of("UTC"), TEN_PAST);
    Instant now = Instant.parse("2026-06-30T22:10:00.999Z");
    assertThat(calendar.dayOf(now)).isEqualTo(now.getEpochSecond());
    assertThat(calendar.inRaiseWindow(now)).isTrue();
    assertThat(calendar.nextStart(now)).isEqualTo("2026-06-30T22:10:01Z");
    assertThat(
            new DayCalendar.FixedDays(Duration.ofHours(6))
                .inRaiseWindow(Instant.EPOCH.plusSeconds(7200)))
        .isFalse();
    assertThatThrownBy(() -> new DayCalendar.FixedDays(Duration.ofNanos(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
