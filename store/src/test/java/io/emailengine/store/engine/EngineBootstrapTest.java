package io.emailengine.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.store.StoreConfiguration;
import io.emailengine.store.StoreSettings;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.seal.SealingKey;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.store.testing.PostgresFixture;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import io.emailengine.workflows.model.InvalidValueException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

class EngineBootstrapTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final SealingKey KEY = new SealingKey(new byte[32]);

  @Test
  void makesIdentityAndDefaultTenantOnceAndKeepsThem() {
    EngineSettings.Database database = PostgresFixture.shared().emptyDatabase();
    UUID first;
    try (AnnotationConfigApplicationContext store = open(database, DAY, KEY)) {
      first = store.getBean(StartedEngine.class).instanceId();
      TenantRow tenant = defaultTenant(store);
      assertThat(tenant.dailyQuota()).isNull();
    }
    try (AnnotationConfigApplicationContext store = open(database, DAY, KEY)) {
      assertThat(store.getBean(StartedEngine.class).instanceId()).isEqualTo(first);
      assertThat(defaultTenant(store).version()).isZero();
    }
  }

  @Test
  void twoStartsAtOnceMakeOneIdentity() throws Exception {
    try (StoreTestContext store = StoreTestContext.start(DAY)) {
      store.engineDo(() -> store.jdbc().sql("DELETE FROM engine").update());
      EngineBootstrap bootstrap = bootstrap(store);
      Callable<UUID> start = () -> bootstrap.ensure(DAY, KEY).instanceId();
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        Set<UUID> ids = new HashSet<>();
        for (Future<UUID> id : threads.invokeAll(List.of(start, start, start, start))) {
          ids.add(id.get());
        }
        assertThat(ids).hasSize(1);
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @Test
  void refusesAnotherDaySayingTheStoredOne() {
    try (StoreTestContext store = StoreTestContext.start(DAY)) {
      EngineBootstrap bootstrap = bootstrap(store);
      assertThatThrownBy(() -> bootstrap.ensure(Duration.ofSeconds(1), KEY))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("PT24H")
          .hasMessageContaining("PT1S");
    }
  }

  @Test
  void refusesAnotherKeyFile() {
    byte[] other = new byte[32];
    Arrays.fill(other, (byte) 1);
    try (StoreTestContext store = StoreTestContext.start(DAY)) {
      EngineBootstrap bootstrap = bootstrap(store);
      assertThatThrownBy(() -> bootstrap.ensure(DAY, new SealingKey(other)))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("secret key file");
    }
  }

  @Test
  void takesFastDaysOnLoopbackOnly() {
    Duration fast = Duration.ofSeconds(1);
    try (StoreTestContext store = StoreTestContext.start(fast)) {
      store.engineDo(() -> store.servers().save(TestRows.server("sandbox")));
      EngineBootstrap bootstrap = bootstrap(store);
      assertThatCode(() -> bootstrap.ensure(fast, KEY)).doesNotThrowAnyException();

      StartedEngine engine = store.startedEngine();
      for (String host : List.of("localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]")) {
        assertThatCode(() -> engine.assertLoopbackAllowed(host)).doesNotThrowAnyException();
      }
      for (String host : List.of("mta.example.net", "192.0.2.1", "127.0.0.1.example.net", "1::1")) {
        assertThatThrownBy(() -> engine.assertLoopbackAllowed(host))
            .isInstanceOf(InvalidValueException.class);
      }

      store.engineDo(
          () ->
              store
                  .jdbc()
                  .sql("UPDATE server SET host = 'mta.example.net' WHERE name = 'sandbox'")
                  .update());
      assertThatThrownBy(() -> bootstrap.ensure(fast, KEY))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("sandbox");
    }
  }

  @Test
  void takesAnyHostWithRealDays() {
    try (StoreTestContext store = StoreTestContext.start(DAY)) {
      assertThatCode(() -> store.startedEngine().assertLoopbackAllowed("mta.example.net"))
          .doesNotThrowAnyException();
    }
  }

  private static EngineBootstrap bootstrap(StoreTestContext store) {
    return new EngineBootstrap(
        store.transactions(),
        store.bean(EngineRepository.class),
        store.tenants(),
        store.bean(ServerRepository.class),
        Clock.systemUTC());
  }

  private static TenantRow defaultTenant(AnnotationConfigApplicationContext store) {
    return store
        .getBean(Transactions.class)
        .inScope(
            Scope.operator(),
            () -> store.getBean(TenantRepository.class).findBySlug("default").orElseThrow());
  }

  private static AnnotationConfigApplicationContext open(
      EngineSettings.Database database, Duration day, SealingKey key) {
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    context.registerBean(StoreSettings.class, () -> new StoreSettings(database, day, key));
    context.register(StoreConfiguration.class);
    context.refresh();
    return context;
  }
}
