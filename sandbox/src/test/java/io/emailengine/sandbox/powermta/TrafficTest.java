package io.emailengine.sandbox.powermta;

import static io.emailengine.sandbox.powermta.TestMta.pool;
import static io.emailengine.sandbox.powermta.TestMta.vmta;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrafficTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HALF_A_DAY = Duration.ofHours(12);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(CounterMode.class)
  void sendsExactlyTheCapOfEachVirtualMtaEveryDay(CounterMode mode) {
    TestMta host =
        TestMta.daily(
            folder, mode, vmta("a", "50/d") + vmta("b", "10000/d") + vmta("c", "60000/d"));
    long first = host.today();
    for (int i = 0; i < 6; i++) {
      host.pass(HALF_A_DAY);
      host.mta.traffic();
    }
    TrafficReport report = host.mta.traffic();
    for (long day = first + 1; day < first + 3; day++) {
      assertThat(report.sent("a", day)).isEqualTo(50);
      assertThat(report.sent("b", day)).isEqualTo(10_000);
      assertThat(report.sent("c", day)).isBetween(59_000L, 60_000L);
    }
    assertThat(report.waiting("a")).isBetween(1L, 500L);
    assertThat(report.bouncedByAge()).isZero();
  }

  @Test
  void aReloadInTheMiddleOfTheDayBeginsTheCounterAnewInTheWorstCase() {
    assertThat(sentWithReloadAtNoon(CounterMode.RESET_ON_RELOAD)).isEqualTo(100);
  }

  @Test
  void aReloadInTheMiddleOfTheDayChangesNothingWhereCountersAreKept() {
    assertThat(sentWithReloadAtNoon(CounterMode.KEEP)).isEqualTo(50);
    assertThat(sentWithReloadAtNoon(CounterMode.SLIDING)).isEqualTo(50);
  }

  private long sentWithReloadAtNoon(CounterMode mode) {
    TestMta host = TestMta.daily(folder, mode, vmta("a", "50/d"));
    long day = host.today();
    host.pass(HALF_A_DAY);
    host.reload(vmta("a", "50/d"));
    host.pass(HALF_A_DAY);
    return host.mta.traffic().sent("a", day);
  }

  @Test
  void aSlidingCounterDoesNotStartAnewAtMidnight() {
    assertThat(sentInTheHourAfterMidnight(CounterMode.SLIDING)).isZero();
    assertThat(sentInTheHourAfterMidnight(CounterMode.KEEP)).isEqualTo(50);
  }

  private long sentInTheHourAfterMidnight(CounterMode mode) {
    TestMta host =
        new TestMta(
            folder,
            new SimulatedDay(DAY, ZoneOffset.UTC),
            mode,
            Sender.eager(),
            Instant.parse("2026-03-01T20:00:00Z"),
            vmta("a", "50/d"));
    host.pass(Duration.ofHours(5));
    assertThat(host.mta.traffic().sent("a", host.today() - 1)).isEqualTo(50);
    return host.mta.traffic().sent("a", host.today());
  }

  @Test
  void aRaisedCapLetsTheDifferenceThroughWhereCountersAreKept() {
    TestMta host = TestMta.daily(folder, CounterMode.KEEP, vmta("a", "50/d"));
    long day = host.today();
    host.pass(HALF_A_DAY);
    host.reload(vmta("a", "200/d"));
    host.pass(HALF_A_DAY);
    assertThat(host.mta.traffic().sent("a", day)).isEqualTo(200);
  }

  @Test
  void aPausedQueueSendsNothingAndKeepsItsMail() {
    TestMta host = TestMta.daily(folder, CounterMode.KEEP, vmta("a", "50/d") + vmta("b", "50/d"));
    host.pmta("pause", "queue", "*/a");
    host.pass(DAY);
    TrafficReport report = host.mta.traffic();
    assertThat(report.sent("a", host.today() - 1)).isZero();
    assertThat(report.sent("b", host.today() - 1)).isEqualTo(50);
    assertThat(report.waiting("a")).isPositive();
    assertThat(host.mta.running().vmtas().get("a").paused()).isTrue();
    assertThat(host.mta.running().vmtas().get("b").paused()).isFalse();
    host.pmta("resume", "queue", "*/a");
    host.pass(DAY);
    assertThat(host.mta.traffic().sent("a", host.today() - 1)).isEqualTo(50);
  }

  @Test
  void aPauseOutlastsAReloadAndNotARestart() {
    TestMta host = TestMta.daily(folder, CounterMode.KEEP, vmta("a", "50/d"));
    host.pmta("pause", "queue", "*/a");
    host.reload(vmta("a", "60/d"));
    assertThat(host.mta.running().vmtas().get("a").paused()).isTrue();
    host.mta.restart();
    assertThat(host.mta.running().vmtas().get("a").paused()).isFalse();
  }

  @Test
  void mailOfAVirtualMtaThatIsGoneBounces() {
    TestMta host = TestMta.daily(folder, CounterMode.KEEP, vmta("a", "50/d") + vmta("b", "50/d"));
    host.pass(HALF_A_DAY);
    long waiting = host.mta.traffic().waiting("a");
    assertThat(waiting).isPositive();
    host.reload(vmta("b", "50/d"));
    assertThat(host.mta.traffic().bouncedWithoutVirtualMta()).isEqualTo(waiting);
    assertThat(host.mta.traffic().waiting("a")).isZero();
  }

  @Test
  void mailThatCannotGoInTimeBounces() {
    TestMta host =
        new TestMta(
            folder,
            new SimulatedDay(DAY, ZoneOffset.UTC),
            CounterMode.KEEP,
            new Sender(1_000, false),
            Instant.parse("2026-03-01T00:00:00Z"),
            vmta("a", "1/d"));
    host.pass(DAY.multipliedBy(4));
    assertThat(host.mta.traffic().bouncedByAge()).isZero();
    host.pass(DAY.multipliedBy(2));
    assertThat(host.mta.traffic().bouncedByAge()).isBetween(1_000L, 2_000L);
  }

  @Test
  void aPoolSharesStrictlyRoundRobin() {
    TestMta host =
        new TestMta(
            folder,
            new SimulatedDay(DAY, ZoneOffset.UTC),
            CounterMode.KEEP,
            new Sender(1_000, false),
            Instant.parse("2026-03-01T00:00:00Z"),
            vmta("a", "unlimited")
                + vmta("b", "unlimited")
                + vmta("c", "unlimited")
                + pool("a", "b", "c"));
    host.pass(DAY);
    TrafficReport report = host.mta.traffic();
    assertThat(report.sent("a", host.today() - 1)).isEqualTo(1_000);
    assertThat(report.sent("b", host.today() - 1)).isEqualTo(1_000);
    assertThat(report.sent("c", host.today() - 1)).isEqualTo(1_000);
  }

  @ParameterizedTest
  @EnumSource(CounterMode.class)
  void comesOutTheSameHoweverOftenItIsAsked(CounterMode mode) {
    String config = vmta("a", "50/d") + vmta("b", "77/h") + vmta("c", "unlimited") + pool("a", "b");
    TestMta seldom = TestMta.daily(folder, mode, config);
    TestMta often = TestMta.daily(folder, mode, config);
    for (int minutes = 0; minutes < 4 * 24 * 60; minutes += 7) {
      seldom.pass(Duration.ofMinutes(7));
      often.pass(Duration.ofMinutes(7));
      often.mta.traffic();
      if (minutes % 1001 == 0) {
        seldom.reload(config);
        often.reload(config);
      }
    }
    assertThat(often.mta.traffic()).isEqualTo(seldom.mta.traffic());
  }

  @Test
  void countsDaysOfOneSecond() {
    TestMta host =
        new TestMta(
            folder,
            new SimulatedDay(Duration.ofSeconds(1), ZoneOffset.UTC),
            CounterMode.KEEP,
            Sender.eager(),
            Instant.parse("2026-03-01T00:00:00Z"),
            vmta("a", "50/d"));
    host.pass(Duration.ofSeconds(42));
    TrafficReport report = host.mta.traffic();
    assertThat(report.sentByDay()).hasSize(42);
    assertThat(report.sentByDay().values())
        .allSatisfy(sent -> assertThat(sent).containsEntry("a", 50L));
  }

  @Test
  void countsDaysFromTheHostsOwnMidnight() {
    SimulatedDay auckland = new SimulatedDay(DAY, ZoneId.of("Pacific/Auckland"));
    Instant midnight = auckland.startOf(auckland.dayOf(Instant.parse("2026-03-01T12:00:00Z")));
    assertThat(midnight).isEqualTo(Instant.parse("2026-03-01T11:00:00Z"));
    assertThat(auckland.dayOf(midnight.minusNanos(1))).isEqualTo(auckland.dayOf(midnight) - 1);
  }
}
