package io.emailengine.store.testing;

import io.emailengine.store.StoreConfiguration;
import io.emailengine.store.StoreSettings;
import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.idempotency.IdempotencyRepository;
import io.emailengine.store.ip.DecisionRepository;
import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.seal.SealingKey;
import io.emailengine.store.server.CarriedBlockRepository;
import io.emailengine.store.server.HostRequestRepository;
import io.emailengine.store.server.ServerLocks;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.store.version.ConfigVersionRepository;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The whole store on a fresh database, made as production makes it. In a test class:
 *
 * <pre>{@code
 * @RegisterExtension static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));
 * }</pre>
 *
 * Or without JUnit: {@code try (var store = StoreTestContext.start(day)) { … }}.
 */
public final class StoreTestContext implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
  private static final byte[] KEY = new byte[32];

  private final Duration day;
  private @Nullable AnnotationConfigApplicationContext context;
  private EngineSettings.@Nullable Database database;

  private StoreTestContext(Duration day) {
    this.day = day;
  }

  /** For {@code @RegisterExtension static}: starts before the first test of the class. */
  public static StoreTestContext withDay(Duration day) {
    return new StoreTestContext(day);
  }

  /** Started at once; the caller closes it. */
  public static StoreTestContext start(Duration day) {
    StoreTestContext store = new StoreTestContext(day);
    store.open(PostgresFixture.shared().migratedDatabase());
    return store;
  }

  /** The settings for a context of the test's own on this database. */
  public static StoreSettings settings(EngineSettings.Database database, Duration day) {
    return new StoreSettings(database, day, new SealingKey(KEY));
  }

  private void open(EngineSettings.Database fresh) {
    database = fresh;
    context = new AnnotationConfigApplicationContext();
    context.registerBean(StoreSettings.class, () -> settings(fresh, day));
    context.register(StoreConfiguration.class);
    context.refresh();
  }

  @Override
  public void beforeAll(ExtensionContext extension) {
    open(PostgresFixture.shared().migratedDatabase());
  }

  @Override
  public void afterAll(ExtensionContext extension) {
    close();
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
  }

  public <T> T bean(Class<T> type) {
    if (context == null) {
      throw new IllegalStateException("the store of the test was not started");
    }
    return context.getBean(type);
  }

  public EngineSettings.Database database() {
    if (database == null) {
      throw new IllegalStateException("the store of the test was not started");
    }
    return database;
  }

  /** Runs work in a transaction of the engine. */
  public <T extends @Nullable Object> T engine(Supplier<T> work) {
    return transactions().inScope(Scope.engine(), work);
  }

  /** Runs work in a transaction of the engine. */
  public void engineDo(Runnable work) {
    transactions().inScope(Scope.engine(), work);
  }

  /** Runs work in a transaction of a tenant. */
  public <T extends @Nullable Object> T tenant(UUID tenantId, Supplier<T> work) {
    return transactions().inScope(Scope.tenant(tenantId), work);
  }

  /** Takes an IP away from the run that owns it, as the worker's reconciler does. */
  public void takeIp(UUID id) {
    take("sending_ip", id);
  }

  /** Takes a server away from the run that owns it, as the worker's reconciler does. */
  public void takeServer(UUID id) {
    take("server", id);
  }

  private void take(String table, UUID id) {
    engineDo(
        () ->
            jdbc()
                .sql(
                    "UPDATE "
                        + table
                        + " SET epoch = epoch + 1, version = version + 1 WHERE id = :id")
                .param("id", id)
                .update());
  }

  public TenantRow defaultTenant() {
    return engine(() -> tenants().findBySlug(TenantRow.DEFAULT_SLUG).orElseThrow());
  }

  public Transactions transactions() {
    return bean(Transactions.class);
  }

  public StartedEngine startedEngine() {
    return bean(StartedEngine.class);
  }

  public TenantRepository tenants() {
    return bean(TenantRepository.class);
  }

  public ServerRepository servers() {
    return bean(ServerRepository.class);
  }

  public ServerLocks serverLocks() {
    return bean(ServerLocks.class);
  }

  public CarriedBlockRepository blocks() {
    return bean(CarriedBlockRepository.class);
  }

  public HostRequestRepository hostRequests() {
    return bean(HostRequestRepository.class);
  }

  public PoolRepository pools() {
    return bean(PoolRepository.class);
  }

  public SendingIpRepository ips() {
    return bean(SendingIpRepository.class);
  }

  public HoldRepository holds() {
    return bean(HoldRepository.class);
  }

  public DecisionRepository decisions() {
    return bean(DecisionRepository.class);
  }

  public ConfigVersionRepository versions() {
    return bean(ConfigVersionRepository.class);
  }

  public AuditRepository audit() {
    return bean(AuditRepository.class);
  }

  public OutboxRepository outbox() {
    return bean(OutboxRepository.class);
  }

  public IdempotencyRepository idempotency() {
    return bean(IdempotencyRepository.class);
  }

  public JdbcClient jdbc() {
    return bean(JdbcClient.class);
  }
}
