package io.emailengine.activities.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.intent.Asked;
import io.emailengine.store.intent.IpIntents;
import io.emailengine.store.intent.IpMoves;
import io.emailengine.store.ip.DecisionRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.ip.UncountedTimes;
import io.emailengine.store.json.JsonCodec;
import io.emailengine.store.outbox.Message;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.outbox.OutboxTopic;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.warmup.EvaluateWarmup;
import io.emailengine.workflows.warmup.PauseSignal;
import io.emailengine.workflows.warmup.RecordIntent;
import io.emailengine.workflows.warmup.ResumeSignal;
import io.emailengine.workflows.warmup.WarmupActivities;
import io.emailengine.workflows.warmup.WarmupEvaluation;
import io.emailengine.workflows.warmup.WarmupEvaluation.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WarmupActivitiesTest {
  private static final AtomicInteger NEXT = new AtomicInteger(1);

  /** 00:20 on a day that begins at 00:10: the raise window is open. */
  private static final Instant START = Instant.parse("2026-03-02T00:20:00Z");

  @RegisterExtension
  static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));

  private final SettableClock clock = new SettableClock();
  private WarmupActivities warmup;
  private ServerRow server;
  private SendingIpRow ip;
  private String run = "run-1";

  private static final class SettableClock extends Clock {
    private volatile Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void register() {
    int n = NEXT.getAndIncrement();
    server = TestRows.server("mta-" + n);
    ip = TestRows.warming(store.defaultTenant().id(), server.id(), null, "192.0.2." + n);
    store.engineDo(
        () -> {
          store.servers().save(server);
          store.ips().save(ip);
        });
    Duration day = store.bean(StartedEngine.class).day();
    warmup =
        new WarmupActivitiesImpl(
            store.transactions(),
            new WarmupViews(
                store.ips(),
                store.holds(),
                store.servers(),
                store.tenants(),
                store.bean(UncountedTimes.class),
                day),
            new WarmupMoves(
                store.ips(),
                store.servers(),
                store.tenants(),
                store.decisions(),
                store.audit(),
                store.outbox(),
                day),
            store.bean(IpIntents.class),
            clock,
            () -> run);
  }

  @Test
  void waitsForTheDaysOfTheStepAndKeepsWhenItLooksAgain() {
    seenRunning(START);

    WarmupEvaluation seen = evaluate();

    assertThat(seen.outcome()).isEqualTo(Outcome.WAIT);
    assertThat(seen.looksAgainAt()).isEqualTo(Instant.parse("2026-03-09T00:10:00Z"));
    assertThat(row().nextDueAt()).isEqualTo(seen.looksAgainAt());
    assertThat(seen.summary()).contains("day 1 of 42", "step 1 of 6", "50 a day");
  }

  @Test
  void raisesOnceHoweverOftenItIsAsked() {
    seenRunning(START);
    clock.now = START.plus(Duration.ofDays(7));

    WarmupEvaluation first = evaluate();
    WarmupEvaluation retried = evaluate();

    assertThat(retried).isEqualTo(first);
    assertThat(first.outcome()).isEqualTo(Outcome.WAIT);
    assertThat(first.step()).isEqualTo(2);
    assertThat(first.looksAgainAt()).isEqualTo(Instant.parse("2026-03-16T00:10:00Z"));
    assertThat(row().dailyQuota()).isEqualTo(200);
    assertThat(row().stepFirstDay()).isNull();
    assertThat(row().riseAskedBy()).isNull();
    assertThat(kinds()).containsExactly("raise");
    assertThat(JsonCodec.readMap(decisions().get(0).inputs()))
        .containsEntry("fromCap", 50)
        .containsEntry("toCap", 200)
        .containsEntry("day", 7)
        .containsEntry("proof", "unproven");
    assertThat(bumps()).isEqualTo(1);
    assertThat(serverRow().urgent()).isFalse();
    assertThat(open(OutboxTopic.WAKE_SERVER, server.name())).isEqualTo(1);
  }

  @Test
  void raisesOnceWhenManyAskAtOnce() throws Exception {
    seenRunning(START);
    clock.now = START.plus(Duration.ofDays(7));
    ExecutorService pool = Executors.newFixedThreadPool(6);
    try {
      List<Future<WarmupEvaluation>> answers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        answers.add(pool.submit(this::evaluate));
      }
      for (Future<WarmupEvaluation> answer : answers) {
        assertThat(answer.get().step()).isEqualTo(2);
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(kinds()).containsExactly("raise");
    assertThat(bumps()).isEqualTo(1);
  }

  @Test
  void takesOneStepAfterALongOutage() {
    seenRunning(START);
    clock.now = START.plus(Duration.ofDays(100));

    assertThat(evaluate().step()).isEqualTo(2);
    assertThat(evaluate().step()).isEqualTo(2);
  }

  @Test
  void doesNotRaiseOutsideTheWindow() {
    seenRunning(START);
    clock.now = START.plus(Duration.ofDays(7)).plus(Duration.ofHours(5));

    WarmupEvaluation seen = evaluate();

    assertThat(seen.step()).isEqualTo(1);
    assertThat(seen.looksAgainAt()).isEqualTo(Instant.parse("2026-03-10T00:10:00Z"));
    assertThat(kinds()).isEmpty();
  }

  @Test
  void endsARunOfAnotherEpochAndChangesNothing() {
    seenRunning(START);
    store.takeIp(ip.id());
    clock.now = START.plus(Duration.ofDays(7));

    assertThat(evaluate().outcome()).isEqualTo(Outcome.SUPERSEDED);

    assertThat(row().step()).isEqualTo(1);
    assertThat(kinds()).isEmpty();
  }

  @Test
  void endsARunOfAnotherWarmupAndOfAnUnknownAddress() {
    assertThat(warmup.evaluate(new EvaluateWarmup(ip.address(), "another", 1)).outcome())
        .isEqualTo(Outcome.SUPERSEDED);
    assertThat(
            warmup
                .evaluate(new EvaluateWarmup("203.0.113.9", ip.warmupId().toString(), 1))
                .outcome())
        .isEqualTo(Outcome.SUPERSEDED);
  }

  @Test
  void completesOnceAndTellsOnce() {
    for (int step = 1; step <= 6; step++) {
      seenRunning(clock.now);
      clock.now = clock.now.plus(Duration.ofDays(7));
      evaluate();
    }

    WarmupEvaluation retried = evaluate();

    assertThat(retried.outcome()).isEqualTo(Outcome.COMPLETE);
    assertThat(retried.state()).isEqualTo("active");
    assertThat(row().state()).isEqualTo(IpState.ACTIVE);
    assertThat(row().dailyQuota()).isEqualTo(10000);
    assertThat(kinds()).containsExactly("raise", "raise", "raise", "raise", "raise", "complete");
    List<OutboxRow> told =
        store.engine(
            () ->
                store
                    .outbox()
                    .find(
                        OutboxTopic.MESSAGE, "ip/" + ip.address() + "/complete/" + ip.warmupId()));
    assertThat(told).hasSize(1);
    Message message = told.get(0).payload().as(Message.class);
    assertThat(message.title()).isEqualTo("Warm-up complete: " + ip.address());
    assertThat(String.join(" ", message.lines()))
        .contains(server.name(), "for 42 days", "10000 messages a day", "Unproven");
  }

  @Test
  void endsAPauseByItselfAndDoesNotCountItsDays() {
    seenRunning(START);
    signal("s1", new PauseSignal("holiday", START.plus(Duration.ofDays(2))), null);
    assertThat(evaluate().paused()).isTrue();

    clock.now = START.plus(Duration.ofDays(3));
    WarmupEvaluation seen = evaluate();

    assertThat(seen.paused()).isFalse();
    assertThat(kinds()).containsExactly("pause", "resume");
    assertThat(decisions().get(1).actor()).isEqualTo("engine");
    assertThat(seen.looksAgainAt()).isAfter(Instant.parse("2026-03-09T00:10:00Z"));
  }

  @Test
  void freezesWhileTheHostHasDrifted() {
    seenRunning(START);
    store.engineDo(
        () ->
            store
                .servers()
                .setState(
                    server.id(),
                    1,
                    io.emailengine.store.server.ServerState.HELD,
                    "drift",
                    null,
                    START));
    clock.now = START.plus(Duration.ofDays(7));

    assertThat(evaluate().step()).isEqualTo(1);
  }

  @Test
  void writesARawSignalOnceAsAnIntentOfTemporal() {
    signal("s1", new PauseSignal("noise\nmore", null), null);
    signal("s1", new PauseSignal("noise\nmore", null), null);

    assertThat(kinds()).containsExactly("pause");
    assertThat(decisions().get(0).actor()).isEqualTo("temporal");
    assertThat(decisions().get(0).reason()).isEqualTo("noise more");
    assertThat(serverRow().urgent()).isTrue();
    assertThat(row().intentSeq()).isEqualTo(2);
  }

  @Test
  void takesTheFirstSignalOfALaterRunForANewOne() {
    signal("s1", new PauseSignal("first", null), null);
    signal("s2", null, new ResumeSignal(null, false));
    run = "run-2";
    signal("s1", new PauseSignal("second", null), null);

    assertThat(kinds()).containsExactly("pause", "resume", "pause");
    assertThat(evaluate().paused()).isTrue();
  }

  @Test
  void letsAStopThroughFromARunThatLostTheRowButNoRise() {
    signal("s1", new PauseSignal("first", null), null);
    store.takeIp(ip.id());
    signal("s2", null, new ResumeSignal(null, false));
    assertThat(kinds()).containsExactly("pause");

    signal("s3", new PauseSignal("second", null), null);

    assertThat(kinds()).containsExactly("pause", "pause");
  }

  @Test
  void sleepsWhileTheIpIsInStandbyAndCountsNoneOfThoseDays() {
    seenRunning(START);
    move(IpMoves::standBy);
    clock.now = START.plus(Duration.ofDays(10));
    WarmupEvaluation asleep = evaluate();
    assertThat(asleep.outcome()).isEqualTo(Outcome.WAIT);
    assertThat(asleep.state()).isEqualTo("standby");
    assertThat(asleep.looksAgainAt()).isAfter(clock.now.plus(Duration.ofDays(20)));

    move(IpMoves::releaseToPrevious);
    WarmupEvaluation awake = evaluate();

    assertThat(awake.state()).isEqualTo("warming");
    assertThat(awake.looksAgainAt())
        .as("seven days after the day of the release")
        .isEqualTo(Instant.parse("2026-03-20T00:10:00Z"));
  }

  @Test
  void namesTheWarmupThatTookItsPlace() {
    move((moves, locked, asked) -> moves.restart(locked, asked, false));

    WarmupEvaluation over = evaluate();

    assertThat(over.outcome()).isEqualTo(Outcome.SUPERSEDED);
    assertThat(over.successor()).isNotNull();
    assertThat(over.successor().warmupId()).isEqualTo(row().warmupId().toString());
    assertThat(over.successor().server()).isEqualTo(server.name());
  }

  @Test
  void endsACompletedOneThatAPersonFinished() {
    move(IpMoves::finish);

    assertThat(evaluate().outcome()).isEqualTo(Outcome.COMPLETE);
  }

  private interface Move {
    void make(IpMoves moves, IpIntents.Locked locked, Asked asked);
  }

  private void move(Move move) {
    store.engineDo(
        () ->
            move.make(
                store.bean(IpMoves.class),
                store.bean(IpIntents.class).lock(ip.address()).orElseThrow(),
                new Asked(Actor.OPERATOR, "because", null, clock.now)));
  }

  private void signal(String id, PauseSignal pause, ResumeSignal resume) {
    warmup.recordIntent(
        new RecordIntent(ip.address(), ip.warmupId().toString(), 1, id, pause, resume));
  }

  private WarmupEvaluation evaluate() {
    return warmup.evaluate(new EvaluateWarmup(ip.address(), ip.warmupId().toString(), 1));
  }

  /** The step's cap was read back on this day. */
  private void seenRunning(Instant when) {
    SendingIpRow row = row();
    // The day that began at 00:10 UTC has the number of its date.
    long day = when.minus(Duration.ofMinutes(10)).getEpochSecond() / 86_400;
    store.engineDo(
        () ->
            store
                .ips()
                .recordRunning(
                    ip.id(), row.dailyQuota(), false, 1, row.warmupId(), row.step(), day));
  }

  private SendingIpRow row() {
    return store.engine(() -> store.ips().findByAddress(ip.address()).orElseThrow());
  }

  /** How often the server's intent has changed. */
  private long bumps() {
    return serverRow().desiredGen() - server.desiredGen();
  }

  private ServerRow serverRow() {
    return store.engine(() -> store.servers().findByName(server.name()).orElseThrow());
  }

  private List<DecisionRow> decisions() {
    return store.engine(() -> store.decisions().findByIp(ip.id()));
  }

  private List<String> kinds() {
    return decisions().stream().map(DecisionRow::kind).toList();
  }

  private long open(OutboxTopic topic, String key) {
    return store.engine(() -> store.outbox().countOpen(topic, key));
  }
}
