package io.emailengine.store.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The documented settings, each of them right by its own rule.
 *
 * @param port main port: API, pages, liveness
 * @param bind address the main port listens on
 * @param managementPort health and metrics
 * @param managementBind address the management port listens on
 * @param dataDir where files live, if it was given
 * @param operatorKey the operator's API key, if it was given; see {@link KeyFiles}
 * @param secretKeyFile file with the key that seals secrets, if it was given; see {@link KeyFiles}
 * @param database the database to use, if it was given
 * @param temporalAddress host:port of a Temporal server, if it was given
 * @param temporalNamespace namespace on that server
 * @param day length of one engine day
 * @param minReloadInterval least time between planned reloads of one server
 * @param settle quiet time waited for after a change before it is applied
 * @param telegram where messages go, if it was given
 * @param warnings a line for each variable that was set and has no effect in this version
 */
public record EngineSettings(
    int port,
    String bind,
    int managementPort,
    String managementBind,
    Optional<Path> dataDir,
    Optional<Secret> operatorKey,
    Optional<Path> secretKeyFile,
    Optional<Database> database,
    Optional<String> temporalAddress,
    String temporalNamespace,
    Duration day,
    Duration minReloadInterval,
    Duration settle,
    Optional<Telegram> telegram,
    List<String> warnings) {

  /** A PostgreSQL database and the login of the application. */
  public record Database(String url, String user, Secret password) {}

  /** A Telegram bot and the chat it writes to. */
  public record Telegram(URI url, Secret token, String chatId) {}

  public EngineSettings {
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads the settings of {@code ./email-engine up}.
   *
   * @throws SettingsException naming every wrong or unknown variable
   */
  public static EngineSettings fromEnvironment(Map<String, String> environment) {
    return fromEnvironment(environment, Deployment.UP);
  }

  /**
   * Reads the settings of an application. A variable that is set to nothing counts as not set.
   *
   * @throws SettingsException naming every wrong, missing or unknown variable
   */
  public static EngineSettings fromEnvironment(
      Map<String, String> environment, Deployment deployment) {
    return read(environment, Map.of(), deployment);
  }

  /**
   * As {@link #fromEnvironment(Map, Deployment)}, with properties ({@code email-engine.data-dir},
   * {@code temporal.address}) for what the environment leaves out. Properties with other names are
   * not looked at.
   *
   * @throws SettingsException naming every wrong, missing or unknown variable
   */
  public static EngineSettings read(
      Map<String, String> environment, Map<String, String> properties, Deployment deployment) {
    return new SettingsReader(environment, properties, deployment).read();
  }

  /** The same settings with the servers and the folder that are really used. */
  public EngineSettings using(Path dataDir, Database database, String temporalAddress) {
    return new EngineSettings(
        port,
        bind,
        managementPort,
        managementBind,
        Optional.of(dataDir),
        operatorKey,
        secretKeyFile,
        Optional.of(database),
        Optional.of(temporalAddress),
        temporalNamespace,
        day,
        minReloadInterval,
        settle,
        telegram,
        warnings);
  }

  /** Every interval by the name of its variable, for people to see. */
  public Map<String, Duration> intervals() {
    Map<String, Duration> intervals = new LinkedHashMap<>();
    intervals.put(Variable.EMAIL_ENGINE_DAY.name(), day);
    intervals.put(Variable.EMAIL_ENGINE_MIN_RELOAD_INTERVAL.name(), minReloadInterval);
    intervals.put(Variable.EMAIL_ENGINE_SETTLE.name(), settle);
    return intervals;
  }
}
