package io.emailengine.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.emailengine.store.settings.EngineSettings;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** The ways to one database: a pool, connections of their own, and its migrations. */
final class Database {
  /** Sized for the threads of one process; a connection is never held while a host is talked to. */
  private static final int POOL_SIZE = 10;

  /** Registrations on one server go one by one: the last of 200 at once still gets its turn. */
  private static final int POOL_WAIT_MILLIS = 30_000;

  private static final int CONNECT_SECONDS = 10;

  /** Data migrations would change 0 rows without a scope, and not say so. */
  private static final String SCOPE = "SET app.scope = 'engine'";

  private final EngineSettings.Database login;

  Database(EngineSettings.Database login) {
    this.login = login;
  }

  /** A new connection each time. */
  DataSource unpooled() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(login.url());
    source.setUser(login.user());
    source.setPassword(login.password().reveal());
    source.setTcpKeepAlive(true);
    // The detail of an error quotes whole rows.
    source.setLogServerErrorDetail(false);
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setApplicationName("email-engine");
    return source;
  }

  HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("email-engine");
    config.setDataSource(unpooled());
    config.setMaximumPoolSize(POOL_SIZE);
    config.setMinimumIdle(2);
    config.setConnectionTimeout(POOL_WAIT_MILLIS);
    return new HikariDataSource(config);
  }

  /**
   * Migrates over connections of its own, because the scope of its session must not reach the pool.
   */
  Flyway migrations() {
    return Flyway.configure()
        .dataSource(login.url(), login.user(), login.password().reveal())
        .locations("classpath:db/migration")
        .initSql(SCOPE)
        .validateMigrationNaming(true)
        .load();
  }
}
