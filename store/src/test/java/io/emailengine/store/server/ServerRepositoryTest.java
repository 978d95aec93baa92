package io.emailengine.store.server;

import static io.emailengine.store.server.ServerRow.FIRST_GENERATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.store.json.Json;
import io.emailengine.store.seal.Sealed;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.OptimisticLockingFailureException;

class ServerRepositoryTest {
  @RegisterExtension
  static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));

  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final Instant T0 = TestRows.NOW;
  private static final Instant T1 = T0.plusSeconds(1);
  private static final Instant T2 = T0.plusSeconds(2);
  private static final Instant T3 = T0.plusSeconds(3);

  private UUID id;

  @BeforeEach
  void makeAServer() {
    String name = "server-" + NEXT.incrementAndGet();
    id = store.engine(() -> store.servers().save(TestRows.server(name))).id();
  }

  private ServerRow row() {
    return store.engine(() -> store.servers().findById(id).orElseThrow());
  }

  private int bump(Instant now, boolean urgent, boolean skipSettle) {
    return store.engine(() -> store.servers().bumpDesired(id, now, urgent, skipSettle));
  }

  private int applied(long generation, Instant now) {
    return store.engine(
        () -> store.servers().recordApplied(id, 1, generation, 7, Verification.FULL, false, now));
  }

  @Test
  void aBumpIsOneGenerationAndAddsItsFlags() {
    bump(T1, true, false);
    bump(T2, false, true);

    ServerRow row = row();
    assertThat(row.desiredGen()).isEqualTo(FIRST_GENERATION + 2);
    assertThat(row.dirtySince()).isEqualTo(T1);
    assertThat(row.dirtyLast()).isEqualTo(T2);
    assertThat(row.urgent()).isTrue();
    assertThat(row.skipSettle()).isTrue();
  }

  @Test
  void anAppliedGenerationThatIsTheNewestLeavesNothingToDo() {
    bump(T1, true, true);
    store.engine(() -> store.servers().recordCandidate(id, 1, 7));
    store.engine(() -> store.servers().recordFailed(id, 1, T2));
    assertThat(applied(FIRST_GENERATION + 1, T3)).isOne();

    ServerRow row = row();
    assertThat(row.appliedGen()).isEqualTo(FIRST_GENERATION + 1);
    assertThat(row.runningVersion()).isEqualTo(7);
    assertThat(row.candidateVersion()).isNull();
    assertThat(row.dirtySince()).isNull();
    assertThat(row.dirtyLast()).isNull();
    assertThat(row.urgent()).isFalse();
    assertThat(row.skipSettle()).isFalse();
    assertThat(row.failures()).isZero();
    assertThat(row.retryAt()).isNull();
    assertThat(row.verification()).isEqualTo(Verification.FULL);
    assertThat(row.observedAt()).isEqualTo(T3);
  }

  @Test
  void aChangeDuringAnApplyStaysDirtyFromItsOwnTime() {
    bump(T1, false, false);
    bump(T2, true, false);
    applied(FIRST_GENERATION + 1, T3);

    ServerRow row = row();
    assertThat(row.appliedGen()).isEqualTo(FIRST_GENERATION + 1);
    assertThat(row.desiredGen()).isEqualTo(FIRST_GENERATION + 2);
    assertThat(row.dirtySince()).isEqualTo(T2);
    assertThat(row.urgent()).isTrue();

    applied(FIRST_GENERATION + 2, T3);
    assertThat(row().dirtySince()).isNull();
  }

  @Test
  void anOlderApplyNeverTurnsTheAppliedGenerationBack() {
    bump(T1, false, false);
    bump(T1, false, false);
    applied(FIRST_GENERATION + 2, T2);
    applied(FIRST_GENERATION + 1, T3);

    assertThat(row().appliedGen()).isEqualTo(FIRST_GENERATION + 2);
  }

  @Test
  void aRunOfAnOldEpochChangesNothing() {
    ServerRow before = row();
    store.takeServer(id);
    ServerRow bumped = row();
    assertThat(bumped.epoch()).isEqualTo(before.epoch() + 1);

    store.engineDo(
        () -> {
          ServerRepository servers = store.servers();
          assertThat(servers.recordApplied(id, 1, 1, 1, null, false, T1)).isZero();
          assertThat(servers.recordFailed(id, 1, T1)).isZero();
          assertThat(servers.clearFailures(id, 1)).isZero();
          assertThat(servers.recordCandidate(id, 1, 1)).isZero();
          assertThat(servers.clearCandidate(id, 1)).isZero();
          assertThat(servers.recordReload(id, 1, 1, true, T1)).isZero();
          assertThat(servers.recordAdopted(id, 1, T1)).isZero();
          assertThat(servers.setRisesDeferred(id, 1, true)).isZero();
          assertThat(servers.recordDrift(id, 1, "s", new Sealed(new byte[1]))).isZero();
          assertThat(servers.clearDrift(id, 1)).isZero();
          assertThat(servers.recordFacts(id, 1, Json.EMPTY_OBJECT, "UTC")).isZero();
          assertThat(servers.recordObserved(id, 1, null, T1)).isZero();
          assertThat(servers.setNextDue(id, 1, T1)).isZero();
          assertThat(servers.setState(id, 1, ServerState.READY, null, null, T1)).isFalse();
        });
    assertThat(row()).isEqualTo(bumped);
  }

  @Test
  void theStateKeepsItsTimeWhileStateAndReasonStay() {
    store.engineDo(
        () -> {
          ServerRepository servers = store.servers();
          assertThat(servers.setState(id, 1, ServerState.DEGRADED, "reload-failed", "a", T1))
              .isTrue();
          assertThat(servers.setState(id, 1, ServerState.DEGRADED, "reload-failed", "b", T2))
              .isFalse();
          ServerRow same = servers.findById(id).orElseThrow();
          assertThat(same.stateSince()).isEqualTo(T1);
          assertThat(same.detail()).isEqualTo("b");
          assertThat(servers.setState(id, 1, ServerState.DEGRADED, "disk-full", null, T2)).isTrue();
          assertThat(servers.setState(id, 1, ServerState.READY, null, null, T3)).isTrue();
          assertThat(servers.setState(id, 1, ServerState.READY, null, null, T3)).isFalse();
        });
    assertThat(row().stateSince()).isEqualTo(T3);
  }

  @Test
  void countsReloadsOfADay() {
    store.engineDo(
        () -> {
          store.servers().recordReload(id, 1, 100, false, T1);
          store.servers().recordReload(id, 1, 100, true, T2);
        });
    assertThat(row().reloadsToday()).isEqualTo(2);
    assertThat(row().lastUrgentAt()).isEqualTo(T2);

    store.engine(() -> store.servers().recordReload(id, 1, 101, false, T3));
    assertThat(row().reloadsToday()).isOne();
    assertThat(row().lastReloadAt()).isEqualTo(T3);
    assertThat(row().lastUrgentAt()).isEqualTo(T2);
  }

  @Test
  void anAnswerToDriftNeedsADrift() {
    store.engineDo(
        () -> {
          ServerRepository servers = store.servers();
          assertThat(servers.answerDrift(id, "operator")).isZero();
          servers.recordDrift(id, 1, "sha", new Sealed(new byte[] {4}));
          assertThat(servers.answerDrift(id, "operator")).isOne();
        });
    assertThat(row().driftOverwriteBy()).isEqualTo("operator");
    assertThat(row().driftCopy()).isEqualTo(new Sealed(new byte[] {4}));

    // Edited once more after the answer: the answer was for another text.
    store.engine(() -> store.servers().recordDrift(id, 1, "sha2", new Sealed(new byte[] {5})));
    assertThat(row().driftOverwriteBy()).isNull();

    store.engine(() -> store.servers().clearDrift(id, 1));
    assertThat(row().driftSha()).isNull();
    assertThat(row().driftCopy()).isNull();
  }

  @Test
  void factsKeepATimezoneThatIsThere() {
    store.engine(() -> store.servers().recordFacts(id, 1, new Json("{\"v\": 5}"), "Europe/Berlin"));
    store.engine(() -> store.servers().recordFacts(id, 1, new Json("{\"v\": 6}"), "UTC"));
    assertThat(row().timezone()).isEqualTo("Europe/Berlin");
    assertThat(row().facts()).isEqualTo(new Json("{\"v\": 6}"));
  }

  @Test
  void aStaleCopyCannotUndoAFencedUpdate() {
    ServerRow stale = row();
    bump(T1, false, false);
    assertThatThrownBy(() -> store.engine(() -> store.servers().save(stale)))
        .isInstanceOf(OptimisticLockingFailureException.class);
  }

  @Test
  void findsWhatIsOverdue() {
    store.engine(() -> store.servers().setNextDue(id, 1, T1));
    assertThat(store.engine(() -> store.servers().findOverdue(T1)))
        .extracting(ServerRow::id)
        .doesNotContain(id);
    assertThat(store.engine(() -> store.servers().findOverdue(T2)))
        .extracting(ServerRow::id)
        .contains(id);
  }
}
