package io.emailengine.store.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.testing.PostgresFixture;
import io.emailengine.store.testing.StoreTestContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ServerLocksTest {
  @RegisterExtension
  static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));

  private final UUID server = UUID.randomUUID();

  @Test
  void keepsASecondHolderOutUntilItIsGivenBack() {
    ServerLock held = store.serverLocks().tryLock(server).orElseThrow();
    assertThat(held.isHeld()).isTrue();
    assertThat(store.serverLocks().tryLock(server)).isEmpty();

    held.close();
    held.close();

    assertThat(held.isHeld()).isFalse();
    try (ServerLock next = await(server)) {
      assertThat(next.isHeld()).isTrue();
    }
  }

  @Test
  void locksOfTwoServersAreTwo() {
    try (ServerLock one = store.serverLocks().tryLock(server).orElseThrow();
        ServerLock two = store.serverLocks().tryLock(UUID.randomUUID()).orElseThrow()) {
      assertThat(one.isHeld() && two.isHeld()).isTrue();
    }
  }

  @Test
  void isFreeWhenItsConnectionDies() {
    ServerLock held = store.serverLocks().tryLock(server).orElseThrow();

    PostgresFixture.shared()
        .asSuperuser(
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
              AND database = (SELECT oid FROM pg_database WHERE datname = '%s')
            """
                .formatted(
                    store.jdbc().sql("SELECT current_database()").query(String.class).single()));

    try (ServerLock next = await(server)) {
      assertThat(next.isHeld()).isTrue();
      assertThat(held.isHeld()).isFalse();
    }
    held.close();
  }

  /** A closed connection ends on the server a moment later. */
  private static ServerLock await(UUID server) {
    Instant deadline = Instant.now().plusSeconds(20);
    while (Instant.now().isBefore(deadline)) {
      Optional<ServerLock> lock = store.serverLocks().tryLock(server);
      if (lock.isPresent()) {
        return lock.get();
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("the lock did not become free within 20 s");
  }
}
