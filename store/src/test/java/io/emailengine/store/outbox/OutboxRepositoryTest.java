package io.emailengine.store.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OutboxRepositoryTest {
  @RegisterExtension
  static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));

  private static final Instant NOW = TestRows.NOW;
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final List<OutboxTopic> WAKES =
      List.of(OutboxTopic.WAKE_IP, OutboxTopic.WAKE_SERVER);

  @BeforeEach
  void empty() {
    store.engine(() -> store.jdbc().sql("DELETE FROM outbox").update());
  }

  private static void write(int rows) {
    store.engineDo(
        () -> {
          for (int i = 0; i < rows; i++) {
            store.outbox().insert(OutboxRow.wakeIp("192.0.2." + i, NOW));
          }
        });
  }

  private static List<OutboxRow> claim(int limit, Instant now) {
    return store.engine(() -> store.outbox().claim(WAKES, limit, now, LEASE));
  }

  @Test
  void twoClaimersNeverGetTheSameRow() throws Exception {
    int rows = 200;
    write(rows);
    CountDownLatch together = new CountDownLatch(2);
    Callable<List<Long>> claimer =
        () -> {
          List<Long> mine = new ArrayList<>();
          together.countDown();
          together.await(20, TimeUnit.SECONDS);
          List<OutboxRow> batch;
          while (!(batch = claim(7, NOW)).isEmpty()) {
            batch.forEach(row -> mine.add(row.idValue()));
          }
          return mine;
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Long> all = new ArrayList<>();
      for (Future<List<Long>> mine : threads.invokeAll(List.of(claimer, claimer))) {
        all.addAll(mine.get(60, TimeUnit.SECONDS));
      }
      assertThat(all).hasSize(rows).doesNotHaveDuplicates();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void passesOverRowsThatAnOpenTransactionIsClaiming() throws Exception {
    write(3);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      store.engineDo(
          () -> {
            List<OutboxRow> mine = store.outbox().claim(WAKES, 2, NOW, LEASE);
            assertThat(mine).extracting(OutboxRow::key).containsExactly("192.0.2.0", "192.0.2.1");
            try {
              // Would block here, and fail by the time-out, if it waited for the locks.
              assertThat(thread.submit(() -> claim(10, NOW)).get(20, TimeUnit.SECONDS))
                  .extracting(OutboxRow::key)
                  .containsExactly("192.0.2.2");
            } catch (Exception e) {
              throw new AssertionError("the second claimer did not get the free row", e);
            }
          });
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void aRowIsFreeAgainWhenItsLeaseIsOver() {
    write(1);
    assertThat(claim(10, NOW)).hasSize(1);
    assertThat(claim(10, NOW.plus(LEASE).minusMillis(1))).isEmpty();
    assertThat(claim(10, NOW.plus(LEASE)))
        .singleElement()
        .satisfies(row -> assertThat(row.attempts()).isEqualTo(2));
  }

  @Test
  void aFailedRowWaitsForItsTimeAndADoneOneIsNeverClaimed() {
    write(1);
    long id = claim(1, NOW).get(0).idValue();
    Instant later = NOW.plusSeconds(120);
    store.engine(() -> store.outbox().fail(id, "UNAVAILABLE", later));
    assertThat(claim(10, later.minusMillis(1))).isEmpty();
    assertThat(claim(10, later))
        .singleElement()
        .satisfies(row -> assertThat(row.lastError()).isEqualTo("UNAVAILABLE"));

    assertThat(store.engine(() -> store.outbox().done(id, later))).isOne();
    assertThat(store.engine(() -> store.outbox().done(id, later))).isZero();
    assertThat(store.engine(() -> store.outbox().fail(id, "late", later))).isZero();
    assertThat(claim(10, later.plus(LEASE))).isEmpty();
    assertThat(store.engine(() -> store.outbox().deleteDoneBefore(later.plusMillis(1)))).isOne();
  }

  @Test
  void claimsTheTopicsAskedForOnly() {
    write(1);
    store.engine(() -> store.outbox().insert(OutboxRow.wakeServer("mta1", NOW)));
    List<OutboxRow> servers =
        store.engine(() -> store.outbox().claim(List.of(OutboxTopic.WAKE_SERVER), 10, NOW, LEASE));
    assertThat(servers).extracting(OutboxRow::key).containsExactly("mta1");
  }

  @Test
  void saysHowMuchIsOpen() {
    write(2);
    store.engine(() -> store.outbox().insert(OutboxRow.wakeIp("192.0.2.0", NOW.plusSeconds(5))));
    assertThat(store.engine(() -> store.outbox().countOpen())).isEqualTo(3);
    assertThat(store.engine(() -> store.outbox().countOpen(OutboxTopic.WAKE_IP, "192.0.2.0")))
        .isEqualTo(2);
    assertThat(store.engine(() -> store.outbox().countOpen(OutboxTopic.MESSAGE, "192.0.2.0")))
        .isZero();
  }

  @Test
  void aWakeThatIsPlannedIsNotDueBeforeItsTime() {
    Instant planned = NOW.plusSeconds(90);
    store.engine(() -> store.outbox().insert(OutboxRow.wakeServer("mta1", NOW, planned)));
    assertThat(due(planned.minusMillis(1))).isZero();
    assertThat(oldestDue(planned.minusMillis(1))).isEmpty();

    assertThat(due(planned.plusSeconds(3))).isOne();
    assertThat(oldestDue(planned.plusSeconds(3))).as("late by 3 s").contains(planned);

    write(1);
    assertThat(claim(10, NOW)).hasSize(1);
    assertThat(due(NOW)).as("under way, or to be tried again").isOne();
    assertThat(oldestDue(NOW)).contains(NOW);
  }

  private static long due(Instant now) {
    return store.engine(() -> store.outbox().countDue(now));
  }

  private static Optional<Instant> oldestDue(Instant now) {
    return store.engine(() -> store.outbox().oldestDue(now));
  }
}
