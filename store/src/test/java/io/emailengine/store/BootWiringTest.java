package io.emailengine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.ScopedTransactionManager;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.testing.PostgresFixture;
import io.emailengine.store.testing.StoreTestContext;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.TransactionManager;

/** Boot finds Spring Data, Flyway and a pool on the class path and must leave them to the store. */
class BootWiringTest {
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(StoreConfiguration.class)
  static class Application {
    @Bean
    StoreSettings storeSettings() {
      return StoreTestContext.settings(
          PostgresFixture.shared().emptyDatabase(), Duration.ofDays(1));
    }
  }

  @Test
  void bootAddsNoSecondPoolMigrationOrTransactionManager() {
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.NONE)
            .properties("spring.main.banner-mode=off", "logging.level.root=WARN")
            .run()) {
      assertThat(context.getBeansOfType(DataSource.class)).hasSize(1);
      assertThat(context.getBeansOfType(Flyway.class)).hasSize(1);
      assertThat(context.getBeansOfType(TransactionManager.class).values())
          .singleElement()
          .isInstanceOf(ScopedTransactionManager.class);
      assertThat(
              context
                  .getBean(Transactions.class)
                  .inScope(
                      Scope.operator(),
                      () -> context.getBean(TenantRepository.class).findBySlug("default")))
          .isPresent();
    }
  }
}
