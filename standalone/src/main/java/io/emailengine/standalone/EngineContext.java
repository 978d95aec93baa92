package io.emailengine.standalone;

import io.emailengine.store.settings.EngineSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.Banner.Mode;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** The Spring side of the engine: worker and API in one context. */
final class EngineContext implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  private EngineContext(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts the context and returns when the API answers. */
  static EngineContext start(EngineSettings settings, DataFolder folder) {
    SpringApplication application = new SpringApplication(Nothing.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setBannerMode(Mode.OFF);
    // This process stops its parts in order itself.
    application.setRegisterShutdownHook(false);
    application.setDefaultProperties(properties(settings, folder));
    application.addInitializers(
        context -> context.getBeanFactory().registerSingleton("engineSettings", settings));
    return new EngineContext(application.run());
  }

  private static Map<String, Object> properties(EngineSettings settings, DataFolder folder) {
    Map<String, Object> properties = new LinkedHashMap<>(Logging.properties(folder));
    properties.put("server.port", settings.port());
    properties.put("server.address", settings.bind());
    properties.put("management.server.port", settings.managementPort());
    properties.put("management.server.address", settings.managementBind());
    return properties;
  }

  /** Takes no more work, finishes what runs, and stops. */
  @Override
  public void close() {
    context.close();
  }

  @Configuration(proxyBeanMethods = false)
  static class Nothing {}
}
