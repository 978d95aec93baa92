package io.emailengine.api;

import io.emailengine.api.temporal.HostRequests;
import io.emailengine.store.StoreSettings;
import io.emailengine.store.json.Json;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.testing.PostgresFixture;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner.Mode;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The api as it is served: real ports, a real database, and fakes only where Temporal would be.
 * Temporal's address leads nowhere. One serves all tests of the JVM; {@link #clean} before each.
 */
final class ApiUnderTest {
  static final String KEY = "operator-key-of-the-tests";

  /** Rows before those that they point to. */
  private static final List<String> EMPTIED =
      List.of(
          "idempotency",
          "outbox",
          "host_request",
          "config_version",
          "audit",
          "decision",
          "hold",
          "uncounted_time",
          "sending_ip",
          "pool",
          "carried_block",
          "paused_queue",
          "retired_vmta",
          "queue_read",
          "vmta_queue",
          "server");

  private static final Supplier<ApiUnderTest> SHARED =
      new Supplier<>() {
        private @Nullable ApiUnderTest made;

        @Override
        public synchronized ApiUnderTest get() {
          if (made == null) {
            made = start(Duration.ofDays(1));
          }
          return made;
        }
      };

  private final ConfigurableApplicationContext context;
  private final FakeHosts hosts;

  private ApiUnderTest(ConfigurableApplicationContext context, FakeHosts hosts) {
    this.context = context;
    this.hosts = hosts;
  }

  /** With real days. */
  static ApiUnderTest shared() {
    return SHARED.get();
  }

  static ApiUnderTest start(Duration day) {
    FakeHosts hosts = new FakeHosts();
    StoreSettings store =
        StoreTestContext.settings(PostgresFixture.shared().migratedDatabase(), day);
    ApiSettings settings = new ApiSettings(KEY, "127.0.0.1:1", "default");
    Map<String, Object> properties = new LinkedHashMap<>(ApiApplication.webProperties());
    properties.put("server.port", "0");
    properties.put("server.address", "127.0.0.1");
    properties.put("management.server.port", "0");
    properties.put("management.server.address", "127.0.0.1");
    SpringApplication application = new SpringApplication(ApiApplication.Rooms.class);
    application.setBannerMode(Mode.OFF);
    application.setDefaultProperties(properties);
    application.addInitializers(
        context -> {
          GenericApplicationContext beans = (GenericApplicationContext) context;
          beans.registerBean(StoreSettings.class, () -> store);
          beans.registerBean(ApiSettings.class, () -> settings);
          beans.registerBean(
              "fakeHosts", HostRequests.class, () -> hosts, bean -> bean.setPrimary(true));
        });
    return new ApiUnderTest(application.run(), hosts);
  }

  /** Nothing but the default tenant, and hosts that do not answer. */
  ApiUnderTest clean() {
    hosts.reset();
    engine(
        () -> {
          JdbcClient jdbc = bean(JdbcClient.class);
          // Nothing but a test may empty what is append-only.
          appendOnly(jdbc, "DISABLE");
          for (String table : EMPTIED) {
            jdbc.sql("DELETE FROM " + table).update();
          }
          appendOnly(jdbc, "ENABLE");
          return jdbc.sql("DELETE FROM tenant WHERE slug <> 'default'").update();
        });
    return this;
  }

  private static void appendOnly(JdbcClient jdbc, String what) {
    for (String table : List.of("audit", "decision")) {
      jdbc.sql("ALTER TABLE " + table + " " + what + " TRIGGER USER").update();
    }
  }

  FakeHosts hosts() {
    return hosts;
  }

  int port() {
    return port("local.server.port");
  }

  int managementPort() {
    return port("local.management.port");
  }

  private int port(String property) {
    return context.getEnvironment().getRequiredProperty(property, Integer.class);
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  <T> T engine(Supplier<T> work) {
    return bean(Transactions.class).inScope(Scope.engine(), work);
  }

  /** A number that one SQL statement answers. */
  long count(String sql) {
    return engine(() -> bean(JdbcClient.class).sql(sql).query(Long.class).single());
  }

  void close() {
    context.close();
  }

  Http http() {
    return new Http(port(), KEY);
  }

  /** A server as it is after adoption, with what was found on it. */
  ServerRow adopted(String name, ServerFacts facts) {
    ServerRepository servers = bean(ServerRepository.class);
    return engine(
        () -> {
          ServerRow row = servers.save(TestRows.server(name));
          servers.recordAdopted(row.id(), row.epoch(), Instant.now());
          servers.recordFacts(row.id(), row.epoch(), Json.of(facts), "UTC");
          return servers.findByName(name).orElseThrow();
        });
  }

  /** A host with these addresses and nothing configured. */
  static ServerFacts bareHost(String... addresses) {
    return new ServerFacts(
        List.of(addresses), "mta.example.net", List.of(), List.of(), List.of(), false, 388_800);
  }
}
