package io.emailengine.systemtests;

import com.google.protobuf.Empty;
import com.google.protobuf.util.Durations;
import io.emailengine.api.ApiApplication;
import io.emailengine.api.ApiConfiguration;
import io.emailengine.api.ApiSettings;
import io.emailengine.store.StoreSettings;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.testing.FreePort;
import io.emailengine.store.testing.PostgresFixture;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.worker.WorkerConfiguration;
import io.emailengine.worker.WorkerSettings;
import io.temporal.api.testservice.v1.SleepRequest;
import io.temporal.serviceclient.TestServiceStubs;
import io.temporal.serviceclient.TestServiceStubsOptions;
import io.temporal.testserver.TestServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The whole engine in this JVM on the clock of a Temporal server that skips time: worker, api,
 * PostgreSQL, SSH. Time stands still unless a test moves it.
 */
final class VirtualEngine implements AutoCloseable {
  private static final String KEY = "system-test-operator-key";
  private static final Duration LONGEST_HOP = Duration.ofHours(1);

  final Clock clock;
  private final TestServer.PortBoundTestServer temporal;
  private final TestServiceStubs time;
  private final ConfigurableApplicationContext context;
  private final int port = FreePort.take();

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({WorkerConfiguration.class, ApiConfiguration.class})
  static class Rooms {}

  VirtualEngine(Path folder) {
    int temporalPort = FreePort.take();
    temporal = TestServer.createPortBoundServer(temporalPort, true);
    String address = "127.0.0.1:" + temporalPort;
    time =
        TestServiceStubs.newServiceStubs(
            TestServiceStubsOptions.newBuilder().setTarget(address).validateAndBuildWithDefaults());
    clock = new ServerClock(time);
    advanceTo(nextNoon());
    Duration day = Duration.ofDays(1);
    StoreSettings store =
        StoreTestContext.settings(PostgresFixture.shared().migratedDatabase(), day);
    WorkerSettings worker =
        new WorkerSettings(
            address,
            "default",
            true,
            day,
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            folder.resolve("config-history"),
            Optional.empty());
    SpringApplication application = new SpringApplication(Rooms.class);
    Map<String, Object> properties = new LinkedHashMap<>(ApiApplication.webProperties());
    properties.put("server.port", port);
    properties.put("server.address", "127.0.0.1");
    properties.put("management.server.port", 0);
    properties.put("logging.level.root", "WARN");
    properties.put("logging.level.io.emailengine.messages", "INFO");
    application.setDefaultProperties(properties);
    application.addInitializers(
        c -> {
          GenericApplicationContext beans = (GenericApplicationContext) c;
          beans.registerBean(Clock.class, () -> clock);
          beans.registerBean(StoreSettings.class, () -> store);
          beans.registerBean(WorkerSettings.class, () -> worker);
          beans.registerBean(ApiSettings.class, () -> new ApiSettings(KEY, address, "default"));
        });
    context = application.run();
  }

  /** A day of the engine begins at 00:10: at noon it has the date that the clock shows. */
  private Instant nextNoon() {
    return clock
        .instant()
        .plus(Duration.ofHours(12))
        .truncatedTo(ChronoUnit.DAYS)
        .plus(Duration.ofHours(12));
  }

  Rest rest() {
    return new Rest(port, KEY);
  }

  /** Moves the clock: everything that is due meanwhile wakes. */
  void advance(Duration by) {
    time.blockingStub()
        .unlockTimeSkippingWithSleep(
            SleepRequest.newBuilder().setDuration(Durations.fromNanos(by.toNanos())).build());
  }

  /** In hops: what looks at a host every few minutes has to keep up within one call. */
  void advanceTo(Instant instant) {
    Duration left = Duration.between(clock.instant(), instant);
    while (left.compareTo(Duration.ZERO) > 0) {
      advance(left.compareTo(LONGEST_HOP) < 0 ? left : LONGEST_HOP);
      left = Duration.between(clock.instant(), instant);
    }
  }

  /**
   * Whether nobody is still to be woken, and nothing is due at this instant. A wake that is planned
   * for later is not due; one that was claimed and is under way has had an attempt.
   */
  boolean isQuiet() {
    java.sql.Timestamp now = java.sql.Timestamp.from(clock.instant());
    return context
        .getBean(Transactions.class)
        .inScope(
            Scope.engine(),
            () ->
                context
                    .getBean(JdbcClient.class)
                    .sql(
                        """
                        SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE done_at IS NULL AND topic <> 'message'
                                              AND (attempts > 0 OR not_before <= :now))
                          AND NOT EXISTS (SELECT 1 FROM sending_ip WHERE state = 'warming' AND next_due_at <= :now)
                          AND NOT EXISTS (SELECT 1 FROM server WHERE next_due_at <= :now)
                        """)
                    .param("now", now)
                    .query(Boolean.class)
                    .single());
  }

  @Override
  public void close() {
    context.close();
    time.shutdownNow();
    temporal.close();
  }

  private static final class ServerClock extends Clock {
    private final TestServiceStubs time;

    ServerClock(TestServiceStubs time) {
      this.time = time;
    }

    @Override
    public Instant instant() {
      var now = time.blockingStub().getCurrentTime(Empty.getDefaultInstance()).getTime();
      return Instant.ofEpochSecond(now.getSeconds(), now.getNanos() / 1000 * 1000);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
