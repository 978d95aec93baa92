package io.emailengine.workflows.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.workflows.lifecycle.Hold;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.schedule.WarmupDecision.Advance;
import io.emailengine.workflows.schedule.WarmupDecision.Complete;
import io.emailengine.workflows.schedule.WarmupDecision.Wait;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmupPolicyTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final DayCalendar CALENDAR =
      DayCalendar.of(Duration.ofDays(1), PARIS, LocalTime.of(0, 10));
  private static final WarmupSchedule SIX_WEEKS = Presets.find("six-week").orElseThrow();

  /** Day 1 of the present step. */
  private static final long FIRST = LocalDate.parse("2026-06-01").toEpochDay();

  @ParameterizedTest
  @CsvSource({
    // pauses as day.hour from day 1 (0) on, "-": none; the day whose start ends the step
    "-, 7",
    "2.10-4.10, 10", // touches days 2, 3, 4
    "2.10-2.11, 8", // an hour costs its day
    "2.1-2.2, 8", // inside the raise window too
    "0.5-0.6, 8", // the first day
    "6.20-7.5, 9", // over the end: day 7 is touched as well
    "2.10-4.10 3.5-5.5, 11", // overlapping: days 2 to 5
    "2.10-2.11 2.15-2.16, 8", // the same day twice
    "-5.0--1.0, 7", // before the step
  })
  void daysTouchedByAPauseDoNotCount(String pauses, int endsOn) {
    WarmupFacts facts = facts(1, FIRST, pauses(pauses), false);
    Instant due = start(endsOn);
    assertThat(WarmupPolicy.decide(facts, CALENDAR, due.minusSeconds(1))).isInstanceOf(Wait.class);
    assertThat(WarmupPolicy.decide(facts, CALENDAR, due)).isEqualTo(new Advance(2));
    Instant quiet = start(Math.max(1, endsOn - 1)).plusSeconds(86_000);
    assertThat(WarmupPolicy.decide(facts, CALENDAR, quiet)).isEqualTo(new Wait(due));
  }

  @Test
  void otherStopsTakeDaysOutAsPausesDo() {
    WarmupFacts facts =
        new WarmupFacts(
            SIX_WEEKS,
            1,
            FIRST,
            List.of(),
            List.of(new WarmupFacts.Stop(at("2.10"), at("3.10"))),
            false);
    assertThat(WarmupPolicy.decide(facts, CALENDAR, start(8))).isInstanceOf(Wait.class);
    assertThat(WarmupPolicy.decide(facts, CALENDAR, start(9))).isEqualTo(new Advance(2));
  }

  @Test
  void daysUnderAFreezeCountButTheRaiseWaits() {
    Hold freeze = new Hold(Hold.Kind.FREEZE, at("2.10"), null, null);
    WarmupFacts frozen = facts(1, FIRST, List.of(freeze), false);
    assertThat(WarmupPolicy.decide(frozen, CALENDAR, start(7))).isEqualTo(new Wait(start(8)));
    Hold over = new Hold(Hold.Kind.FREEZE, at("2.10"), null, at("8.15"));
    WarmupFacts thawed = facts(1, FIRST, List.of(over), false);
    assertThat(WarmupPolicy.decide(thawed, CALENDAR, at("8.15"))).isEqualTo(new Wait(start(9)));
    assertThat(WarmupPolicy.decide(thawed, CALENDAR, start(9))).isEqualTo(new Advance(2));
  }

  @Test
  void driftOfTheServerFreezesToo() {
    assertThat(WarmupPolicy.decide(facts(1, FIRST, List.of(), true), CALENDAR, start(7)))
        .isInstanceOf(Wait.class);
  }

  @Test
  void aFreezeDoesNotKeepBackCompletion() {
    Hold freeze = new Hold(Hold.Kind.FREEZE, at("2.10"), null, null);
    WarmupFacts facts = facts(6, FIRST, List.of(freeze), true);
    assertThat(WarmupPolicy.decide(facts, CALENDAR, start(7).minusSeconds(1)))
        .isEqualTo(new Wait(start(7)));
    assertThat(WarmupPolicy.decide(facts, CALENDAR, start(7))).isEqualTo(new Complete());
    assertThat(WarmupPolicy.decide(facts, CALENDAR, at("9.15"))).isEqualTo(new Complete());
  }

  @Test
  void anOverdueRaiseIsOneStepAndItsFullLengthFollows() {
    // The engine was down for three weeks.
    assertThat(WarmupPolicy.decide(facts(1, FIRST, List.of(), false), CALENDAR, start(28)))
        .isEqualTo(new Advance(2));
    assertThat(WarmupPolicy.decide(facts(2, null, List.of(), false), CALENDAR, start(28)))
        .isEqualTo(new Wait(start(35)));
    assertThat(WarmupPolicy.decide(facts(2, FIRST + 28, List.of(), false), CALENDAR, start(34)))
        .isEqualTo(new Wait(start(35)));
  }

  @Test
  void anOverdueRaiseWaitsForTheRaiseWindow() {
    WarmupFacts facts = facts(1, FIRST, List.of(), false);
    assertThat(WarmupPolicy.decide(facts, CALENDAR, start(9).plusSeconds(7199)))
        .isEqualTo(new Advance(2));
    assertThat(WarmupPolicy.decide(facts, CALENDAR, start(9).plusSeconds(7200)))
        .isEqualTo(new Wait(start(10)));
  }

  @Test
  void nothingIsRaisedWhileItIsPaused() {
    Hold pause = new Hold(Hold.Kind.PAUSE, start(7).plusSeconds(5), null, null);
    assertThat(
            WarmupPolicy.decide(
                facts(1, FIRST, List.of(pause), false), CALENDAR, start(7).plusSeconds(60)))
        .isEqualTo(new Wait(start(8)));
  }

  @Test
  void aPauseThatEndsByItselfIsLookedAtInTheNextRaiseWindow() {
    Hold pause = new Hold(Hold.Kind.PAUSE, at("2.10"), at("3.15"), null);
    WarmupFacts facts = facts(1, FIRST, List.of(pause), false);
    assertThat(WarmupPolicy.decide(facts, CALENDAR, at("2.11"))).isEqualTo(new Wait(start(4)));
    assertThat(WarmupPolicy.decide(facts, CALENDAR, at("3.16"))).isEqualTo(new Wait(start(4)));
    assertThat(WarmupPolicy.decide(facts, CALENDAR, start(4))).isEqualTo(new Wait(start(9)));
  }

  @Test
  void aCapNotYetReadBackIsTakenToBeReadBackToday() {
    WarmupFacts facts = facts(1, null, List.of(), false);
    assertThat(WarmupPolicy.decide(facts, CALENDAR, at("0.15"))).isEqualTo(new Wait(start(7)));
    assertThat(WarmupPolicy.decide(facts, CALENDAR, at("9.15"))).isEqualTo(new Wait(start(16)));
  }

  @Test
  void anEndBeyondTheCalendarsYearsIsNoEnd() {
    Hold pause = new Hold(Hold.Kind.PAUSE, at("2.10"), Instant.MAX, null);
    WarmupFacts facts = facts(1, FIRST, List.of(pause), false);
    assertThat(WarmupPolicy.decide(facts, CALENDAR, at("3.10"))).isInstanceOf(Wait.class);
    assertThat(WarmupForecast.of(facts, CALENDAR, at("3.10")).completesAt()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Paris, 2026-03-25",
    "Europe/Paris, 2026-10-21",
    "America/New_York, 2026-03-04",
    "America/New_York, 2026-10-28",
    "Australia/Lord_Howe, 2026-10-01",
    "Australia/Lord_Howe, 2026-04-01",
  })
  void aStepOverAClockChangeEndsAtDayStart(String zone, String date) {
    DayCalendar calendar = DayCalendar.of(Duration.ofDays(1), ZoneId.of(zone), LocalTime.of(0, 10));
    long first = LocalDate.parse(date).toEpochDay();
    WarmupFacts facts = facts(1, first, List.of(), false);
    Instant due = calendar.startOf(first + 7);
    assertThat(due.atZone(ZoneId.of(zone)).toLocalTime()).isEqualTo("00:10");
    assertThat(WarmupPolicy.decide(facts, calendar, due.minusNanos(1))).isEqualTo(new Wait(due));
    assertThat(WarmupPolicy.decide(facts, calendar, due)).isEqualTo(new Advance(2));
  }

  @Test
  void theServersZoneDecidesWhichDayAPauseTouches() {
    Hold pause =
        new Hold(
            Hold.Kind.PAUSE,
            Instant.parse("2026-06-03T22:30:00Z"),
            null,
            Instant.parse("2026-06-03T23:30:00Z"));
    WarmupFacts facts = facts(1, FIRST, List.of(pause), false);
    DayCalendar tokyo =
        DayCalendar.of(Duration.ofDays(1), ZoneId.of("Asia/Tokyo"), LocalTime.of(0, 10));
    for (DayCalendar calendar : List.of(CALENDAR, tokyo)) {
      assertThat(WarmupPolicy.decide(facts, calendar, calendar.startOf(FIRST + 8)))
          .isEqualTo(new Advance(2));
    }
    // In New York that hour lies in the evening of the third: the same number of days, but another.
    assertThat(CALENDAR.dayOf(pause.since())).isEqualTo(FIRST + 3);
  }

  @Test
  void aLaterDayStartMovesTheEndOfTheStep() {
    DayCalendar noon = DayCalendar.of(Duration.ofDays(1), PARIS, LocalTime.NOON);
    WarmupFacts facts = facts(1, FIRST, List.of(), false);
    assertThat(WarmupPolicy.decide(facts, noon, start(7)))
        .isEqualTo(new Wait(noon.startOf(FIRST + 7)));
  }

  @Test
  void theForecastSaysDayWeekAndWhatComes() {
    WarmupFacts facts = facts(2, FIRST, List.of(), false);
    WarmupForecast forecast = WarmupForecast.of(facts, CALENDAR, at("3.12"));
    assertThat(forecast)
        .isEqualTo(new WarmupForecast(11, 2, start(7), new DailyCap(500), start(35)));
    assertThat(WarmupForecast.of(facts(1, null, List.of(), false), CALENDAR, at("3.12")))
        .isEqualTo(new WarmupForecast(1, 1, start(10), new DailyCap(200), start(45)));
    assertThat(WarmupForecast.of(facts(6, FIRST, List.of(), false), CALENDAR, at("6.12")))
        .isEqualTo(new WarmupForecast(42, 6, start(7), null, start(7)));
  }

  @Test
  void theForecastOfAnOverdueRaiseIsTheNextWindow() {
    WarmupForecast forecast =
        WarmupForecast.of(facts(1, FIRST, List.of(), false), CALENDAR, at("20.12"));
    assertThat(forecast.day()).isEqualTo(7);
    assertThat(forecast.nextChangeAt()).isEqualTo(start(21));
    assertThat(forecast.completesAt()).isEqualTo(start(56));
  }

  @Test
  void theForecastIsSilentWhileAnOpenHoldLies() {
    Hold pause = new Hold(Hold.Kind.PAUSE, at("2.10"), null, null);
    WarmupForecast paused =
        WarmupForecast.of(facts(1, FIRST, List.of(pause), false), CALENDAR, at("3.12"));
    assertThat(paused).isEqualTo(new WarmupForecast(3, 1, null, new DailyCap(200), null));
    Hold freeze = new Hold(Hold.Kind.FREEZE, at("2.10"), at("8.15"), null);
    WarmupForecast frozen =
        WarmupForecast.of(facts(1, FIRST, List.of(freeze), false), CALENDAR, at("3.12"));
    assertThat(frozen.nextChangeAt()).isEqualTo(start(9));
  }

  /** Against the rule written down naively: go through the days one by one. */
  @Test
  void agreesWithCountingDayByDay() {
    long seed = 20260601;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 3_000; round++) {
      List<Hold> pauses = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        Instant since = start(0).plusSeconds(random.nextInt(20 * 86_400));
        pauses.add(
            new Hold(
                Hold.Kind.PAUSE, since, null, since.plusSeconds(1 + random.nextInt(4 * 86_400))));
      }
      WarmupFacts facts = facts(1 + random.nextInt(6), FIRST, pauses, false);
      int end = 0;
      for (int counted = 0; counted < 7; end++) {
        counted += touched(pauses, end) ? 0 : 1;
      }
      Instant past = start(60);
      Instant due = start(end);
      assertThat(WarmupPolicy.decide(facts, CALENDAR, past)).isNotInstanceOf(Wait.class);
      assertThat(WarmupPolicy.decide(facts, CALENDAR, due))
          .as("seed %s round %s", seed, round)
          .isNotInstanceOf(Wait.class);
      assertThat(WarmupPolicy.decide(facts, CALENDAR, due.minusSeconds(1)))
          .as("seed %s round %s", seed, round)
          .isEqualTo(new Wait(due));
    }
  }

  @Test
  void neverNamesAnInstantThatIsNotAfterNow() {
    long seed = 42;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      List<Hold> holds = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        Instant since = start(0).plusSeconds(random.nextInt(10 * 86_400));
        Instant until =
            random.nextBoolean() ? since.plusSeconds(1 + random.nextInt(9 * 86_400)) : null;
        Instant ended = random.nextBoolean() ? since.plusSeconds(random.nextInt(9 * 86_400)) : null;
        holds.add(
            new Hold(
                random.nextBoolean() ? Hold.Kind.PAUSE : Hold.Kind.FREEZE, since, until, ended));
      }
      Long first = random.nextInt(4) == 0 ? null : FIRST + random.nextInt(5);
      Instant now = start(0).plusSeconds(random.nextInt(30 * 86_400));
      DayCalendar calendar =
          random.nextBoolean() ? CALENDAR : new DayCalendar.FixedDays(Duration.ofSeconds(1));
      WarmupFacts facts = facts(1 + random.nextInt(6), first, holds, random.nextBoolean());
      if (WarmupPolicy.decide(facts, calendar, now) instanceof Wait wait) {
        assertThat(wait.looksAgainAt()).as("seed %s round %s", seed, round).isAfter(now);
      }
      WarmupForecast forecast = WarmupForecast.of(facts, calendar, now);
      assertThat(forecast.day()).isBetween(1, 42);
      assertThat(forecast.week()).isBetween(1, 6);
    }
  }

  private static boolean touched(List<Hold> pauses, int day) {
    return pauses.stream()
        .anyMatch(p -> p.since().isBefore(start(day + 1)) && p.endedAt().isAfter(start(day)));
  }

  private static WarmupFacts facts(
      int step, @Nullable Long first, List<Hold> holds, boolean frozen) {
    return new WarmupFacts(SIX_WEEKS, step, first, holds, List.of(), frozen);
  }

  private static List<Hold> pauses(String text) {
    List<Hold> holds = new ArrayList<>();
    if (text.equals("-")) {
      return holds;
    }
    for (String one : text.split(" ")) {
      int dash = one.indexOf('-', 1);
      holds.add(
          new Hold(Hold.Kind.PAUSE, at(one.substring(0, dash)), null, at(one.substring(dash + 1))));
    }
    return holds;
  }

  /** "2.10": ten hours after the start of the day two after the first. */
  private static Instant at(String dayAndHour) {
    int dot = dayAndHour.lastIndexOf('.');
    return start(Integer.parseInt(dayAndHour.substring(0, dot)))
        .plus(Duration.ofHours(Integer.parseInt(dayAndHour.substring(dot + 1))));
  }

  private static Instant start(int day) {
    return CALENDAR.startOf(FIRST + day);
  }
}
