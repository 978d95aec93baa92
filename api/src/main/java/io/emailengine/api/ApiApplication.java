package io.emailengine.api;

import io.emailengine.store.StoreConfiguration;
import io.emailengine.store.StoreSettings;
import io.emailengine.store.seal.SealingKey;
import io.emailengine.store.settings.Deployment;
import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.settings.KeyFiles;
import io.emailengine.store.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner.Mode;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The api alone, as the production shape runs it: a client of Temporal that starts even while
 * Temporal is down.
 */
public final class ApiApplication {
  private static final Logger LOG = LoggerFactory.getLogger(ApiApplication.class);

  private ApiApplication() {}

  /** What this process has of the rooms. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({StoreConfiguration.class, ApiConfiguration.class})
  static class Rooms {
    @Bean
    Clock clock() {
      // As fine as PostgreSQL keeps it: an answer shows the same instant before and after it was
      // stored.
      return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    }
  }

  /** Starts it; settings come from the environment or from system properties. */
  public static void main(String[] args) {
    try {
      EngineSettings given = EngineSettings.read(System.getenv(), properties(), Deployment.API);
      given.warnings().forEach(warning -> LOG.warn("{}", warning));
      Path folder = given.dataDir().orElse(Path.of("data")).toAbsolutePath();
      start(
          given.using(
              folder, given.database().orElseThrow(), given.temporalAddress().orElseThrow()),
          folder);
    } catch (SettingsException e) {
      e.problems().forEach(System.err::println);
      System.exit(2);
    } catch (IOException e) {
      System.err.println("A key file can't be used: " + e.getMessage());
      System.exit(2);
    }
  }

  /** With the database and the Temporal address in the settings; keys are in the folder. */
  static ConfigurableApplicationContext start(EngineSettings settings, Path folder)
      throws IOException {
    StoreSettings store =
        new StoreSettings(
            settings.database().orElseThrow(),
            settings.day(),
            new SealingKey(KeyFiles.secretKey(settings, folder)));
    ApiSettings api = ApiSettings.of(settings, KeyFiles.operatorKey(settings, folder).reveal());
    SpringApplication application = new SpringApplication(Rooms.class);
    application.setBannerMode(Mode.OFF);
    application.setDefaultProperties(springProperties(settings));
    application.addInitializers(
        context -> {
          GenericApplicationContext beans = (GenericApplicationContext) context;
          beans.registerBean(StoreSettings.class, () -> store);
          beans.registerBean(ApiSettings.class, () -> api);
        });
    return application.run();
  }

  private static Map<String, Object> springProperties(EngineSettings settings) {
    Map<String, Object> properties = new LinkedHashMap<>(webProperties());
    properties.put("spring.application.name", "email-engine-api");
    properties.put("server.port", settings.port());
    properties.put("server.address", settings.bind());
    properties.put("management.server.port", settings.managementPort());
    properties.put("management.server.address", settings.managementBind());
    properties.put("logging.structured.format.console", "ecs");
    return properties;
  }

  /** What holds for the web side wherever the api runs. */
  public static Map<String, Object> webProperties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("server.shutdown", "graceful");
    properties.put("server.max-http-request-header-size", "16KB");
    // How long a sender may take for the next piece of its request.
    properties.put("server.tomcat.connection-timeout", "20s");
    // Bodies are JSON; what reads others would read them before the key is looked at.
    properties.put("spring.mvc.formcontent.filter.enabled", "false");
    properties.put("spring.servlet.multipart.enabled", "false");
    properties.put("springdoc.default-produces-media-type", "application/json");
    // It warns at each start that there is a document; that is meant.
    properties.put("logging.level.org.springdoc.core.events.SpringDocAppInitializer", "error");
    properties.put("management.endpoints.web.exposure.include", "health,prometheus");
    properties.put("management.endpoints.web.discovery.enabled", "false");
    // Liveness and readiness on the main port: /livez and /readyz.
    properties.put("management.endpoint.health.probes.enabled", "true");
    properties.put("management.endpoint.health.probes.add-additional-paths", "true");
    properties.put(
        "management.endpoint.health.group.readiness.include", "readinessState,db,temporal");
    return properties;
  }

  private static Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      properties.put(name, System.getProperty(name));
    }
    return properties;
  }
}
