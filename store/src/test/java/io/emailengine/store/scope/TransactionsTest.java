package io.emailengine.store.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TransactionsTest {
  @RegisterExtension
  static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));

  @Test
  void joinsATransactionOfTheSameScope() {
    assertThatThrownBy(
            () ->
                store.engineDo(
                    () -> {
                      store.engineDo(() -> store.tenants().save(TestRows.tenant("joined")));
                      throw new IllegalArgumentException("after the inner one returned");
                    }))
        .hasMessage("after the inner one returned");

    assertThat(store.engine(() -> store.tenants().findBySlug("joined"))).isEmpty();
  }

  @Test
  void refusesAnotherScopeInside() {
    UUID someone = UUID.randomUUID();
    assertThatThrownBy(() -> store.engineDo(() -> store.tenant(someone, () -> true)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another scope");
    assertThatThrownBy(
            () -> store.tenant(someone, () -> store.tenant(UUID.randomUUID(), () -> true)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void leavesNoScopeBehindOnConnectionOrThread() {
    store.engineDo(() -> assertThat(store.tenants().count()).isPositive());
    assertThatThrownBy(
            () ->
                store.engineDo(
                    () -> {
                      throw new IllegalArgumentException("rolled back");
                    }))
        .isInstanceOf(IllegalArgumentException.class);

    // The pool has few connections: twice its size asks each of them.
    for (int i = 0; i < 20; i++) {
      assertThat(store.tenants().count()).isZero();
      assertThat(
              store
                  .jdbc()
                  .sql("SELECT coalesce(current_setting('app.scope', true), '')")
                  .query(String.class)
                  .single())
          .isEmpty();
    }
  }
}
