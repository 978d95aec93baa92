package io.emailengine.store.settings;

import static io.emailengine.store.settings.Variable.*;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** One reading of the settings: collects every problem, so that a person mends them in one go. */
final class SettingsReader {
  private static final String TELEGRAM = "https://api.telegram.org";

  private final Deployment deployment;
  private final Map<String, String> environment;
  private final Map<Variable, String> values = new EnumMap<>(Variable.class);
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  SettingsReader(
      Map<String, String> environment, Map<String, String> properties, Deployment deployment) {
    this.environment = environment;
    this.deployment = deployment;
    for (Variable variable : Variable.values()) {
      String value = environment.getOrDefault(variable.name(), "");
      if (value.isEmpty()) {
        value = properties.getOrDefault(variable.property(), "");
      }
      if (!value.isEmpty()) {
        accept(variable, value);
      }
    }
  }

  EngineSettings read() {
    refuseUnknown();
    checkTogether();
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return new EngineSettings(
        port(EMAIL_ENGINE_PORT, 8080),
        text(EMAIL_ENGINE_BIND).orElse("127.0.0.1"),
        port(EMAIL_ENGINE_MANAGEMENT_PORT, deployment.managementPort()),
        text(EMAIL_ENGINE_MANAGEMENT_BIND).orElse("127.0.0.1"),
        text(EMAIL_ENGINE_DATA_DIR).map(Path::of),
        text(EMAIL_ENGINE_OPERATOR_KEY).map(Secret::new),
        text(EMAIL_ENGINE_SECRET_KEY_FILE).map(Path::of),
        database(),
        text(TEMPORAL_ADDRESS),
        text(TEMPORAL_NAMESPACE).orElse("default"),
        duration(EMAIL_ENGINE_DAY, deployment.day()),
        duration(EMAIL_ENGINE_MIN_RELOAD_INTERVAL, deployment.minReloadInterval()),
        duration(EMAIL_ENGINE_SETTLE, deployment.settle()),
        telegram(),
        warnings);
  }

  private void accept(Variable variable, String value) {
    if (variable.rule().holds().test(value)) {
      values.put(variable, value);
    } else {
      problems.add(variable.name() + " " + variable.rule().words());
    }
    variable
        .notBuilt()
        .ifPresent(
            part ->
                warnings.add(
                    variable.name() + " has no effect: " + part + " is not available yet"));
  }

  private void refuseUnknown() {
    for (String name : new TreeSet<>(environment.keySet())) {
      if (name.startsWith(PREFIX) && !Variable.isKnown(name)) {
        problems.add(
            printable(name) + " is not a variable of email-engine; see the README for the list");
      }
    }
  }

  private void checkTogether() {
    needs(EMAIL_ENGINE_DB_URL, EMAIL_ENGINE_DB_USER);
    needs(EMAIL_ENGINE_DB_URL, EMAIL_ENGINE_DB_PASSWORD);
    needs(EMAIL_ENGINE_DB_USER, EMAIL_ENGINE_DB_URL);
    needs(EMAIL_ENGINE_DB_PASSWORD, EMAIL_ENGINE_DB_URL);
    needs(EMAIL_ENGINE_TELEGRAM_TOKEN, EMAIL_ENGINE_TELEGRAM_CHAT_ID);
    needs(EMAIL_ENGINE_TELEGRAM_CHAT_ID, EMAIL_ENGINE_TELEGRAM_TOKEN);
    needs(EMAIL_ENGINE_TELEGRAM_URL, EMAIL_ENGINE_TELEGRAM_TOKEN);
    if (deployment.needsServers()) {
      mustBeGiven(EMAIL_ENGINE_DB_URL);
      mustBeGiven(TEMPORAL_ADDRESS);
    }
    if (deployment != Deployment.WORKER
        && port(EMAIL_ENGINE_PORT, 8080)
            == port(EMAIL_ENGINE_MANAGEMENT_PORT, deployment.managementPort())) {
      problems.add("EMAIL_ENGINE_MANAGEMENT_PORT must differ from EMAIL_ENGINE_PORT");
    }
  }

  private void needs(Variable given, Variable other) {
    if (isSet(given) && !isSet(other)) {
      problems.add(other.name() + " must be set when " + given.name() + " is set");
    }
  }

  private void mustBeGiven(Variable variable) {
    if (!isSet(variable)) {
      problems.add(variable.name() + " must be set: this application starts no server of its own");
    }
  }

  /** A wrong value is set all the same; it has been told already. */
  private boolean isSet(Variable variable) {
    return values.containsKey(variable)
        || problems.stream().anyMatch(p -> p.startsWith(variable.name() + " "));
  }

  private Optional<String> text(Variable variable) {
    return Optional.ofNullable(values.get(variable));
  }

  private int port(Variable variable, int otherwise) {
    return text(variable).map(Integer::parseInt).orElse(otherwise);
  }

  private Duration duration(Variable variable, Duration otherwise) {
    return text(variable).map(Duration::parse).orElse(otherwise);
  }

  private Optional<EngineSettings.Database> database() {
    return text(EMAIL_ENGINE_DB_URL)
        .map(
            url ->
                new EngineSettings.Database(
                    url,
                    text(EMAIL_ENGINE_DB_USER).orElseThrow(),
                    new Secret(text(EMAIL_ENGINE_DB_PASSWORD).orElseThrow())));
  }

  private Optional<EngineSettings.Telegram> telegram() {
    return text(EMAIL_ENGINE_TELEGRAM_TOKEN)
        .map(
            token ->
                new EngineSettings.Telegram(
                    URI.create(text(EMAIL_ENGINE_TELEGRAM_URL).orElse(TELEGRAM)),
                    new Secret(token),
                    text(EMAIL_ENGINE_TELEGRAM_CHAT_ID).orElseThrow()));
  }

  private static String printable(String name) {
    String cut = name.length() > 80 ? name.substring(0, 80) : name;
    return cut.replaceAll("[^A-Za-z0-9_]", "?");
  }
}
