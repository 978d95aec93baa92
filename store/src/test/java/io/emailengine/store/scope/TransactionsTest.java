package io.emailengine.store.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.emailengine.store.testing.PostgresFixture;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

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

  @Test
  void givesABrokenConnectionBackWhenATransactionCannotBegin() {
    try (StoreTestContext own = StoreTestContext.start(Duration.ofDays(1))) {
      HikariDataSource pool = own.bean(HikariDataSource.class);
      String name = own.jdbc().sql("SELECT current_database()").query(String.class).single();
      String killAll =
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'";
      for (int round = 0; round < 30; round++) {
        PostgresFixture.shared().asSuperuser(killAll);
        try {
          own.engineDo(() -> own.tenants().count());
        } catch (TransactionException | DataAccessException e) {
          // As it should be: the pool had not yet noticed. What matters is that nothing is lost.
          assertThat(e).isNotNull();
        }
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).as("round " + round).isZero();
      }
      assertThat(TransactionSynchronizationManager.hasResource(pool)).isFalse();
    }
  }
}
