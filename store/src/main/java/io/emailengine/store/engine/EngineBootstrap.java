package io.emailengine.store.engine;

import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.seal.SealException;
import io.emailengine.store.seal.Sealer;
import io.emailengine.store.seal.SealingKey;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.tenant.TenantRow;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Opens the database of an engine; the first start makes its identity and the default tenant. */
public final class EngineBootstrap {
  private final Transactions transactions;
  private final EngineRepository engines;
  private final TenantRepository tenants;
  private final ServerRepository servers;
  private final Clock clock;

  public EngineBootstrap(
      Transactions transactions,
      EngineRepository engines,
      TenantRepository tenants,
      ServerRepository servers,
      Clock clock) {
    this.transactions = transactions;
    this.engines = engines;
    this.tenants = tenants;
    this.servers = servers;
    this.clock = clock;
  }

  /**
   * Opens the database. Idempotent; two processes at once make one identity.
   *
   * @param day length of one engine day, whole milliseconds
   * @throws StartRefusedException if the day is another one than the database was made with, is
   *     shorter than a real one while a server is not on loopback, or the key does not open the
   *     data key
   */
  public StartedEngine ensure(Duration day, SealingKey key) {
    return transactions.inScope(Scope.engine(), () -> ensureInTransaction(day, key));
  }

  private StartedEngine ensureInTransaction(Duration day, SealingKey key) {
    engines.lock();
    EngineRow row = engines.find().orElseGet(() -> create(day, key));
    if (!row.day().equals(day)) {
      throw new StartRefusedException(
          "this database was made with an engine day of "
              + row.day()
              + " and can't go on with one of "
              + day
              + ": set EMAIL_ENGINE_DAY to "
              + row.day()
              + ", or use another database");
    }
    StartedEngine engine = new StartedEngine(row.instanceId(), row.day(), sealer(row, key));
    refuseFastDaysOnRealHosts(engine);
    tenants.insertIfAbsent(
        UUID.randomUUID(), TenantRow.DEFAULT_SLUG, TenantRow.DEFAULT_SLUG, clock.instant());
    return engine;
  }

  private EngineRow create(Duration day, SealingKey key) {
    EngineRow row = new EngineRow(UUID.randomUUID(), day, Sealer.newDataKey(key), clock.instant());
    engines.insert(row);
    return row;
  }

  private static Sealer sealer(EngineRow row, SealingKey key) {
    try {
      return Sealer.open(row.dataKey(), key);
    } catch (SealException e) {
      throw new StartRefusedException(
          "the secret key file is not the one that this database was sealed with:"
              + " give the right one with EMAIL_ENGINE_SECRET_KEY_FILE");
    }
  }

  private void refuseFastDaysOnRealHosts(StartedEngine engine) {
    if (engine.day().compareTo(Duration.ofDays(1)) >= 0) {
      return;
    }
    List<String> real =
        servers.findAllByName().stream()
            .filter(server -> !LoopbackHosts.isLoopback(server.host()))
            .map(ServerRow::name)
            .toList();
    if (!real.isEmpty()) {
      throw new StartRefusedException(
          "an engine day shorter than P1D is only for servers on loopback, and these are not: "
              + String.join(", ", real));
    }
  }
}
