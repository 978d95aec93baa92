package io.emailengine.standalone;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.logging.LogFile;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Events go to a file as JSON lines; the console stays for people. */
final class Logging {
  private static final String CONFIGURATION = "classpath:email-engine-logback.xml";

  private Logging() {}

  /** The same settings for the time before the Spring context and for the context itself. */
  static Map<String, Object> properties(DataFolder folder) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("logging.file.name", folder.logs().resolve("email-engine.log").toString());
    properties.put("logging.structured.format.file", "ecs");
    properties.put("logging.structured.ecs.service.name", "email-engine");
    properties.put("logging.structured.ecs.service.version", Version.current().number());
    properties.put("logging.config", CONFIGURATION);
    properties.put("logging.logback.rollingpolicy.max-file-size", "20MB");
    properties.put("logging.logback.rollingpolicy.max-history", "10");
    properties.put("logging.logback.rollingpolicy.total-size-cap", "200MB");
    return properties;
  }

  /** For commands that only look: what libraries say is for nobody. */
  static void silence() {
    LoggingSystem.get(Logging.class.getClassLoader())
        .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.OFF);
  }

  static void start(DataFolder folder) {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addLast(new MapPropertySource("email-engine", properties(folder)));
    LogFile file = LogFile.get(environment);
    if (file != null) {
      file.applyToSystemProperties();
    }
    LoggingSystem logging = LoggingSystem.get(Logging.class.getClassLoader());
    logging.getSystemProperties(environment).apply(file);
    logging.beforeInitialize();
    logging.initialize(new LoggingInitializationContext(environment), CONFIGURATION, file);
  }
}
