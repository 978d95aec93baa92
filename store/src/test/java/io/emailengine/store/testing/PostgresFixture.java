package io.emailengine.store.testing;

import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.settings.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/**
 * One embedded PostgreSQL for the JVM, started when it is first needed. Each database is a copy of
 * a migrated one, owned by the plain role {@code email_engine}.
 */
public final class PostgresFixture {
  public static final String ROLE = "email_engine";

  /** Any text: the server of tests trusts local logins. */
  private static final Secret PASSWORD = new Secret("trusted");

  private static final String TEMPLATE = "email_engine_template";
  private static final AtomicInteger NEXT = new AtomicInteger(1);

  private final EmbeddedPostgres server;

  private PostgresFixture(EmbeddedPostgres server) {
    this.server = server;
  }

  /** The server of this JVM. */
  public static PostgresFixture shared() {
    return Holder.SHARED;
  }

  /** A fresh database with the schema in it and no rows. */
  public EngineSettings.Database migratedDatabase() {
    String name = "test_" + NEXT.getAndIncrement();
    asSuperuser("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE + " OWNER " + ROLE);
    return login(name, ROLE);
  }

  /** A fresh, empty database. */
  public EngineSettings.Database emptyDatabase() {
    String name = "test_" + NEXT.getAndIncrement();
    asSuperuser("CREATE DATABASE " + name + " OWNER " + ROLE);
    return login(name, ROLE);
  }

  /** A login to a database by another role. */
  public EngineSettings.Database login(String database, String role) {
    return new EngineSettings.Database(server.getJdbcUrl(role, database), role, PASSWORD);
  }

  /** Runs one statement on the server as its superuser. */
  public void asSuperuser(String sql) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("the test database refused: " + sql, e);
    }
  }

  private static PostgresFixture start() {
    try {
      PostgresFixture fixture =
          new PostgresFixture(
              EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start());
      fixture.asSuperuser("CREATE ROLE " + ROLE + " LOGIN");
      fixture.asSuperuser("CREATE DATABASE " + TEMPLATE + " OWNER " + ROLE);
      EngineSettings.Database template = fixture.login(TEMPLATE, ROLE);
      Flyway.configure()
          .dataSource(template.url(), template.user(), template.password().reveal())
          .initSql("SET app.scope = 'engine'")
          .load()
          .migrate();
      return fixture;
    } catch (IOException e) {
      throw new UncheckedIOException("no PostgreSQL for tests", e);
    }
  }

  private static final class Holder {
    static final PostgresFixture SHARED = start();
  }
}
