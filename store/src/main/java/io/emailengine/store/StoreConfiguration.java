package io.emailengine.store;

import com.zaxxer.hikari.HikariDataSource;
import io.emailengine.store.engine.DatabaseGuard;
import io.emailengine.store.engine.EngineBootstrap;
import io.emailengine.store.engine.EngineRepository;
import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.idempotency.IdempotencyRepository;
import io.emailengine.store.intent.IntentConfiguration;
import io.emailengine.store.jdbc.StoreConverters;
import io.emailengine.store.scope.ScopedTransactionManager;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.seal.Sealer;
import io.emailengine.store.server.AdoptionRecords;
import io.emailengine.store.server.HostChanges;
import io.emailengine.store.server.OperatorFiles;
import io.emailengine.store.server.PausedQueues;
import io.emailengine.store.server.PostgresServerLocks;
import io.emailengine.store.server.ServerLocks;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerWatches;
import io.emailengine.store.tenant.TenantRepository;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Import;
import org.springframework.data.jdbc.core.dialect.JdbcDialect;
import org.springframework.data.jdbc.core.dialect.JdbcPostgresDialect;
import org.springframework.data.jdbc.repository.config.AbstractJdbcConfiguration;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The store as beans: import it and give it one {@link StoreSettings} bean (and a {@link Clock}, if
 * it shall not be the system's). In this order: the login is checked, the schema migrated, the
 * engine's identity opened; each stops the start with a clear word. The property {@code
 * spring.datasource} and Boot's own database beans are not used.
 */
@Configuration(proxyBeanMethods = false)
@Import(IntentConfiguration.class)
@EnableJdbcRepositories(basePackages = "io.emailengine.store")
public class StoreConfiguration extends AbstractJdbcConfiguration {

  @Bean
  Flyway flyway(StoreSettings settings) {
    Database database = new Database(settings.database());
    new DatabaseGuard(database.unpooled()).check();
    Flyway flyway = database.migrations();
    flyway.migrate();
    return flyway;
  }

  @Bean
  @DependsOn("flyway")
  HikariDataSource dataSource(StoreSettings settings) {
    return new Database(settings.database()).pool();
  }

  @Bean
  ScopedTransactionManager transactionManager(DataSource dataSource) {
    return new ScopedTransactionManager(dataSource);
  }

  @Bean
  Transactions transactions(ScopedTransactionManager manager) {
    return new Transactions(manager);
  }

  @Bean
  NamedParameterJdbcOperations namedParameterJdbcOperations(DataSource dataSource) {
    return new NamedParameterJdbcTemplate(dataSource);
  }

  @Bean
  JdbcClient jdbcClient(NamedParameterJdbcOperations operations) {
    return JdbcClient.create(operations);
  }

  @Bean
  EngineRepository engineRepository(JdbcClient jdbc) {
    return new EngineRepository(jdbc);
  }

  @Bean
  IdempotencyRepository idempotencyRepository(JdbcClient jdbc) {
    return new IdempotencyRepository(jdbc);
  }

  @Bean
  ServerWatches serverWatches(JdbcClient jdbc) {
    return new ServerWatches(jdbc);
  }

  @Bean
  AdoptionRecords adoptionRecords(JdbcClient jdbc) {
    return new AdoptionRecords(jdbc);
  }

  @Bean
  OperatorFiles operatorFiles(JdbcClient jdbc) {
    return new OperatorFiles(jdbc);
  }

  @Bean
  HostChanges hostChanges(JdbcClient jdbc) {
    return new HostChanges(jdbc);
  }

  @Bean
  PausedQueues pausedQueues(JdbcClient jdbc) {
    return new PausedQueues(jdbc);
  }

  @Bean
  ServerLocks serverLocks(StoreSettings settings) {
    return new PostgresServerLocks(new Database(settings.database()).unpooled());
  }

  @Bean
  StartedEngine startedEngine(
      StoreSettings settings,
      Transactions transactions,
      EngineRepository engines,
      TenantRepository tenants,
      ServerRepository servers,
      ObjectProvider<Clock> clock) {
    return new EngineBootstrap(
            transactions, engines, tenants, servers, clock.getIfAvailable(Clock::systemUTC))
        .ensure(settings.day(), settings.key());
  }

  @Bean
  Sealer sealer(StartedEngine engine) {
    return engine.sealer();
  }

  @Override
  protected List<?> userConverters() {
    return StoreConverters.all();
  }

  /** Named, so that Spring Data does not ask the database for it. */
  @Bean
  @Override
  public JdbcDialect jdbcDialect(NamedParameterJdbcOperations operations) {
    return JdbcPostgresDialect.INSTANCE;
  }
}
