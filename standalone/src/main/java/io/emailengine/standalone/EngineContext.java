package io.emailengine.standalone;

import io.emailengine.api.ApiApplication;
import io.emailengine.api.ApiConfiguration;
import io.emailengine.api.ApiSettings;
import io.emailengine.store.StoreSettings;
import io.emailengine.store.seal.SealingKey;
import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.settings.KeyFiles;
import io.emailengine.store.settings.Secret;
import io.emailengine.worker.WorkerConfiguration;
import io.emailengine.worker.WorkerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.Banner.Mode;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;

/** The Spring side of the engine: store, worker and API in one context. */
final class EngineContext implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private EngineContext(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** What one process has of the rooms; each brings its own beans. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import({WorkerConfiguration.class, ApiConfiguration.class})
  static class Rooms {}

  /**
   * Starts the context and returns when the main port answers.
   *
   * @param settings with the database, the Temporal address and the data folder that are used
   * @param inJvmTemporal whether Temporal forgets with this process
   * @throws StartupException if it does not start
   */
  static EngineContext start(
      EngineSettings settings, DataFolder folder, Secret operatorKey, boolean inJvmTemporal) {
    SpringApplication application = new SpringApplication(Rooms.class);
    application.setBannerMode(Mode.OFF);
    // This process stops its parts in order itself.
    application.setRegisterShutdownHook(false);
    application.setDefaultProperties(properties(settings, folder));
    StoreSettings store = storeSettings(settings, folder.path());
    application.addInitializers(
        context -> {
          register(context, EngineSettings.class, settings);
          register(context, StoreSettings.class, store);
          register(context, WorkerSettings.class, WorkerSettings.of(settings, inJvmTemporal));
          register(context, ApiSettings.class, ApiSettings.of(settings, operatorKey.reveal()));
        });
    try {
      return new EngineContext(application.run());
    } catch (RuntimeException e) {
      throw new StartupException(
          "The engine did not start: " + deepest(e) + " (more in " + folder.logs() + ")", e);
    }
  }

  /** As a bean definition: a plain singleton would be asked for too late by early beans. */
  private static <T> void register(
      ConfigurableApplicationContext context, Class<T> type, T instance) {
    ((GenericApplicationContext) context).registerBean(type, () -> instance);
  }

  private static StoreSettings storeSettings(EngineSettings settings, Path dataFolder) {
    try {
      return new StoreSettings(
          settings.database().orElseThrow(),
          settings.day(),
          new SealingKey(KeyFiles.secretKey(settings, dataFolder)));
    } catch (IOException e) {
      throw new StartupException("The key that seals secrets can't be used: " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> properties(EngineSettings settings, DataFolder folder) {
    Map<String, Object> properties = new LinkedHashMap<>(Logging.properties(folder));
    properties.put("spring.application.name", "email-engine");
    properties.put("spring.main.log-startup-info", "false");
    properties.put("server.port", settings.port());
    properties.put("server.address", settings.bind());
    properties.putAll(ApiApplication.webProperties());
    properties.put("spring.lifecycle.timeout-per-shutdown-phase", "40s");
    properties.put("management.server.port", settings.managementPort());
    properties.put("management.server.address", settings.managementBind());
    return properties;
  }

  private static String deepest(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /** Takes no more work, finishes what runs, and stops. */
  @Override
  public void close() {
    context.close();
  }
}
