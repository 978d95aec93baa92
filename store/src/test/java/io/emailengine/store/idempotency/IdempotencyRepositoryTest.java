package io.emailengine.store.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IdempotencyRepositoryTest {
  @RegisterExtension
  static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));

  private static IdempotencyRow answer(String actor, String key, int status) {
    return new IdempotencyRow(actor, key, "POST /x", status, null, "{}", TestRows.NOW);
  }

  @Test
  void keepsTheFirstAnswerPerActorAndKey() {
    store.engineDo(
        () -> {
          IdempotencyRepository answers = store.idempotency();
          assertThat(answers.insert(answer("operator", "k", 201))).isTrue();
          assertThat(answers.insert(answer("operator", "k", 409))).isFalse();
          assertThat(answers.insert(answer("someone", "k", 409))).isTrue();
          assertThat(answers.find("operator", "k")).contains(answer("operator", "k", 201));
          assertThat(answers.find("operator", "other")).isEmpty();
          assertThat(answers.deleteBefore(TestRows.NOW)).isZero();
          assertThat(answers.deleteBefore(TestRows.NOW.plusMillis(1))).isEqualTo(2);
        });
  }

  @Test
  void ofTwoRequestsAtOnceOneWorksAndTheOtherSeesItsAnswer() throws Exception {
    AtomicInteger worked = new AtomicInteger();
    Callable<Integer> request =
        () ->
            store.engine(
                () -> {
                  store.idempotency().lock("operator", "race");
                  return store
                      .idempotency()
                      .find("operator", "race")
                      .map(IdempotencyRow::status)
                      .orElseGet(
                          () -> {
                            worked.incrementAndGet();
                            store.idempotency().insert(answer("operator", "race", 201));
                            return 201;
                          });
                });
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (Future<Integer> status :
          threads.invokeAll(List.of(request, request, request, request))) {
        assertThat(status.get(60, TimeUnit.SECONDS)).isEqualTo(201);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(worked).hasValue(1);
  }
}
