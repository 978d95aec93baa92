package io.emailengine.workflows.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.workflows.apply.ApplyTiming.Snapshot;
import io.emailengine.workflows.apply.ServerEvaluation.Action;
import io.emailengine.workflows.schedule.DayCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApplyTimingTest {
  private static final Duration S = Duration.ofSeconds(5);
  private static final Duration R = Duration.ofSeconds(60);
  private static final ApplyTiming TIMING = new ApplyTiming(S, R, Duration.ofDays(1));
  private static final DayCalendar CALENDAR =
      DayCalendar.of(Duration.ofDays(1), ZoneOffset.UTC, LocalTime.of(0, 10));
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  /** The rows of a healthy server that was just looked at, and what a test changes in them. */
  private static final class Rows {
    boolean adopted = true;
    boolean answerable = true;
    boolean inFlight;
    @Nullable Instant since;
    @Nullable Instant last;
    boolean urgent;
    boolean skipSettle;
    boolean deferred;
    @Nullable Instant reload;
    @Nullable Instant stop;
    @Nullable Instant retry;
    @Nullable Instant observed = NOON;
    @Nullable Instant queuesRead;
    boolean stops;
    boolean troubled;

    Rows dirty(Instant since, Instant last) {
      this.since = since;
      this.last = last;
      return this;
    }

    ServerEvaluation next(Instant now) {
      return TIMING.next(snapshot(), CALENDAR, now);
    }

    Snapshot snapshot() {
      return new Snapshot(
          adopted,
          answerable,
          inFlight,
          since,
          last,
          urgent,
          skipSettle,
          deferred,
          reload,
          stop,
          retry,
          observed,
          queuesRead,
          stops,
          troubled);
    }
  }

  @Test
  void waitsUntilChangesHaveSettled() {
    assertDue(new Rows().dirty(NOON, NOON).next(NOON), Action.APPLY, 5);
    assertDue(new Rows().dirty(NOON, at(3)).next(at(4)), Action.APPLY, 8);
    assertDue(new Rows().dirty(NOON, at(58)).next(at(59)), Action.APPLY, 60);
    assertDue(new Rows().dirty(NOON, NOON).next(at(30)), Action.APPLY, 30);
  }

  @Test
  void keepsPlannedReloadsApartEvenForAPersonWhoWaits() {
    Rows rows = new Rows().dirty(at(10), at(10));
    rows.reload = NOON;
    assertDue(rows.next(at(10)), Action.APPLY, 60);
    rows.skipSettle = true;
    assertDue(rows.next(at(10)), Action.APPLY, 60);
    rows.reload = at(-100);
    assertDue(rows.next(at(10)), Action.APPLY, 10);
  }

  @Test
  void aStopGoesAtOnceAndOncePerInterval() {
    Rows rows = new Rows().dirty(at(10), at(10));
    rows.reload = at(9);
    rows.urgent = true;
    assertDue(rows.next(at(10)), Action.APPLY, 10);
    rows.stop = at(5);
    assertDue(rows.next(at(10)), Action.APPLY, 65);
  }

  @Test
  void nothingButAStopTouchesAHeldServer() {
    Rows rows = new Rows().dirty(NOON, NOON);
    rows.answerable = false;
    rows.troubled = true;
    rows.inFlight = true;
    assertDue(rows.next(at(10)), Action.OBSERVE, 300);
    rows.urgent = true;
    assertDue(rows.next(at(10)), Action.APPLY, 10);
  }

  @Test
  void aServerThatIsNotAdoptedIsLeftAlone() {
    Rows rows = new Rows().dirty(NOON, NOON);
    rows.adopted = false;
    rows.urgent = true;
    assertDue(rows.next(at(10)), Action.OBSERVE, 86_410);
  }

  @Test
  void anInterruptedApplyIsSettledFirst() {
    Rows rows = new Rows().dirty(NOON, NOON);
    rows.inFlight = true;
    rows.reload = NOON;
    assertDue(rows.next(at(1)), Action.APPLY, 1);
  }

  @Test
  void failuresBackOffFromSettleToTwentyFourTimesThat() {
    long[] seconds = {5, 10, 20, 40, 80, 120, 120};
    for (int failures = 1; failures <= seconds.length; failures++) {
      assertThat(TIMING.retryAt(failures, NOON)).isEqualTo(at(seconds[failures - 1]));
    }
    assertThat(TIMING.retryAt(Integer.MAX_VALUE, NOON)).isEqualTo(at(120));
    Rows rows = new Rows().dirty(NOON, at(7));
    rows.retry = at(40);
    assertDue(rows.next(at(8)), Action.APPLY, 40);
    rows.reload = at(-5);
    assertDue(rows.next(at(8)), Action.APPLY, 55);
  }

  @Test
  void heldBackRisesWaitForTheRaiseWindow() {
    Rows rows = new Rows();
    rows.deferred = true;
    Instant window = Instant.parse("2026-06-02T00:10:00Z");
    rows.observed = window.minusSeconds(600);
    assertThat(rows.next(window.minusSeconds(500)))
        .extracting(ServerEvaluation::action, ServerEvaluation::at)
        .containsExactly(Action.APPLY, window);
    // Still held back by an apply in the window: not at once again.
    rows.observed = window.plusSeconds(2);
    assertThat(rows.next(window.plusSeconds(3)).at()).isEqualTo(window.plusSeconds(62));
  }

  @Test
  void readsTheQueuesEveryTenMinutesAndLooksAtAllOfTheHostEveryHour() {
    Rows rows = new Rows();
    assertDue(rows.next(at(1)), Action.OBSERVE, 600);
    assertThat(TIMING.looksAtAll(rows.snapshot(), at(600))).isFalse();
    rows.queuesRead = at(3_500);
    assertDue(rows.next(at(3_501)), Action.OBSERVE, 3_600);
    assertThat(TIMING.looksAtAll(rows.snapshot(), at(3_600))).isTrue();
    rows.observed = at(3_600);
    assertDue(rows.next(at(3_601)), Action.OBSERVE, 4_200);
    rows.observed = null;
    assertDue(rows.next(at(3_602)), Action.OBSERVE, 3_602);
    assertThat(TIMING.looksAtAll(rows.snapshot(), at(3_602))).isTrue();
  }

  @Test
  void assertsStopsEveryFiveMinutesWithTheQueues() {
    Rows rows = new Rows();
    rows.stops = true;
    assertDue(rows.next(at(1)), Action.OBSERVE, 300);
    assertThat(TIMING.looksAtAll(rows.snapshot(), at(300))).isFalse();
    rows.queuesRead = at(300);
    assertDue(rows.next(at(301)), Action.OBSERVE, 600);
  }

  @Test
  void looksAtAllOfAHostInTroubleEveryFiveMinutes() {
    Rows rows = new Rows();
    rows.troubled = true;
    assertDue(rows.next(at(1)), Action.OBSERVE, 300);
    rows.queuesRead = at(200);
    assertDue(rows.next(at(201)), Action.OBSERVE, 300);
    rows.retry = at(330);
    assertDue(rows.next(at(301)), Action.OBSERVE, 330);
    assertThat(TIMING.looksAtAll(rows.snapshot(), at(250))).isTrue();
  }

  @Test
  void readsTheQueuesThoughTheRestOfALookFails() {
    Rows rows = new Rows();
    rows.queuesRead = at(100);
    rows.retry = at(900);
    assertThat(TIMING.readsQueues(rows.snapshot(), at(699))).isFalse();
    assertThat(TIMING.readsQueues(rows.snapshot(), at(700))).isTrue();
  }

  @Test
  void looksMoreOftenWhereDaysAreShorterButNoMoreThanOnceASecond() {
    Rows rows = new Rows();
    rows.stops = true;
    rows.troubled = true;
    ApplyTiming fast = new ApplyTiming(S, R, Duration.ofSeconds(1));
    assertThat(fast.next(rows.snapshot(), CALENDAR, NOON).at()).isEqualTo(at(1));
    ApplyTiming brisk = new ApplyTiming(S, R, Duration.ofMinutes(24));
    rows.stops = false;
    rows.troubled = false;
    assertThat(brisk.next(rows.snapshot(), CALENDAR, NOON).at()).isEqualTo(at(10));
    rows.queuesRead = at(51);
    assertThat(brisk.next(rows.snapshot(), CALENDAR, NOON).at()).isEqualTo(at(60));
  }

  /** A host that works: every change is live in time, and reloads keep the bound. */
  @Test
  void boundsReloadsAndWaitingForAnyChanges() {
    long seed = 5;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Duration apply = Duration.ofSeconds(random.nextInt(8));
      int spread = 1 + random.nextInt(90);
      Rows rows = new Rows();
      List<Instant> planned = new ArrayList<>();
      List<Instant> urgent = new ArrayList<>();
      Instant nextChange = NOON;
      Instant busyUntil = NOON;
      for (Instant now = NOON; now.isBefore(at(3_600)); now = now.plusSeconds(1)) {
        if (!nextChange.isAfter(now)) {
          rows.dirty(rows.since == null ? now : rows.since, now);
          rows.urgent |= random.nextInt(10) == 0;
          rows.skipSettle |= random.nextInt(5) == 0;
          nextChange = now.plusSeconds(1 + random.nextInt(spread));
        }
        ServerEvaluation next = rows.next(now);
        if (next.at().isAfter(now) || now.isBefore(busyUntil)) {
          continue;
        }
        rows.observed = now;
        if (next.action() != Action.APPLY) {
          continue;
        }
        Duration waited = Duration.between(rows.since, now);
        assertThat(waited)
            .as("seed %s round %s", seed, round)
            .isLessThanOrEqualTo(S.multipliedBy(12).plus(R).plus(apply));
        (rows.urgent ? urgent : planned).add(now);
        if (rows.urgent) {
          rows.stop = now;
        } else {
          rows.reload = now;
        }
        rows.dirty(null, null);
        rows.urgent = false;
        rows.skipSettle = false;
        busyUntil = now.plus(apply);
      }
      assertBound(planned);
      assertBound(urgent);
    }
  }

  /** In any window T at most ceil(T / R) + 1. */
  private static void assertBound(List<Instant> reloads) {
    for (int from = 0; from < reloads.size(); from++) {
      for (int to = from; to < reloads.size(); to++) {
        long window = Duration.between(reloads.get(from), reloads.get(to)).toSeconds();
        assertThat(to - from + 1L).isLessThanOrEqualTo((window + 59) / 60 + 1);
      }
    }
  }

  private static void assertDue(ServerEvaluation due, Action action, long seconds) {
    assertThat(due.action()).isEqualTo(action);
    assertThat(due.at()).isEqualTo(at(seconds));
    assertThat(due.why()).isNotBlank();
  }

  private static Instant at(long seconds) {
    return NOON.plusSeconds(seconds);
  }
}
