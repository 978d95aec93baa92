package io.emailengine.worker;

import io.emailengine.store.StoreSettings;
import io.emailengine.store.seal.SealingKey;
import io.emailengine.store.settings.Deployment;
import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.settings.KeyFiles;
import io.emailengine.store.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner.Mode;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

/** The worker alone, beside an api of its own: no port but the management port. */
public final class WorkerApplication {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerApplication.class);

  private WorkerApplication() {}

  /** What this process has of the rooms. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(WorkerConfiguration.class)
  static class Rooms {}

  /** Starts it; settings come from the environment or from system properties. */
  public static void main(String[] args) {
    try {
      EngineSettings given = EngineSettings.read(System.getenv(), properties(), Deployment.WORKER);
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
      System.err.println("The key that seals secrets can't be used: " + e.getMessage());
      System.exit(2);
    }
  }

  static ConfigurableApplicationContext start(EngineSettings settings, Path folder)
      throws IOException {
    StoreSettings store =
        new StoreSettings(
            settings.database().orElseThrow(),
            settings.day(),
            new SealingKey(KeyFiles.secretKey(settings, folder)));
    SpringApplication application = new SpringApplication(Rooms.class);
    application.setBannerMode(Mode.OFF);
    application.setDefaultProperties(springProperties(settings));
    application.addInitializers(
        context -> {
          GenericApplicationContext beans = (GenericApplicationContext) context;
          beans.registerBean(StoreSettings.class, () -> store);
          beans.registerBean(WorkerSettings.class, () -> WorkerSettings.of(settings, false));
        });
    return application.run();
  }

  private static Map<String, Object> springProperties(EngineSettings settings) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("spring.application.name", "email-engine-worker");
    properties.put("server.port", settings.managementPort());
    properties.put("server.address", settings.managementBind());
    properties.put("server.tomcat.threads.min-spare", 2); // two who ask: a probe and Prometheus
    properties.put("management.endpoints.web.exposure.include", "health,prometheus");
    properties.put("management.endpoints.web.discovery.enabled", "false");
    properties.put("management.endpoint.health.probes.enabled", "true");
    properties.put("logging.structured.format.console", "ecs");
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
