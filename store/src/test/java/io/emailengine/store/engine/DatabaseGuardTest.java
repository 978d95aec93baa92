package io.emailengine.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.store.StoreConfiguration;
import io.emailengine.store.StoreSettings;
import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.testing.PostgresFixture;
import io.emailengine.store.testing.StoreTestContext;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

class DatabaseGuardTest {
  private final PostgresFixture postgres = PostgresFixture.shared();

  @Test
  void takesAPlainRole() {
    DataSource login = source(postgres.emptyDatabase());
    assertThatCode(() -> new DatabaseGuard(login).check()).doesNotThrowAnyException();
  }

  @Test
  void refusesASuperuser() {
    DataSource login = source(postgres.login("postgres", "postgres"));
    assertThatThrownBy(() -> new DatabaseGuard(login).check())
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("postgres is a superuser");
  }

  @Test
  void refusesARoleThatBypassesRowLevelSecurity() {
    postgres.asSuperuser("CREATE ROLE bypasser LOGIN BYPASSRLS");
    DataSource login = source(postgres.login("postgres", "bypasser"));
    assertThatThrownBy(() -> new DatabaseGuard(login).check())
        .isInstanceOf(StartRefusedException.class)
        .hasMessageContaining("bypasser has BYPASSRLS");
  }

  @Test
  void stopsTheStartBeforeAnythingIsMigrated() throws Exception {
    EngineSettings.Database empty = postgres.emptyDatabase();
    String name = empty.url().replaceAll(".*/([a-z0-9_]+).*", "$1");
    EngineSettings.Database superuser = postgres.login(name, "postgres");
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      context.registerBean(
          StoreSettings.class, () -> StoreTestContext.settings(superuser, Duration.ofDays(1)));
      context.register(StoreConfiguration.class);
      assertThatThrownBy(context::refresh).hasStackTraceContaining("is a superuser");
    }
    try (var connection = source(empty).getConnection();
        var row =
            connection
                .createStatement()
                .executeQuery("SELECT to_regclass('public.flyway_schema_history')")) {
      row.next();
      assertThat(row.getString(1)).isNull();
    }
  }

  private static DataSource source(EngineSettings.Database login) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setURL(login.url());
    source.setUser(login.user());
    return source;
  }
}
