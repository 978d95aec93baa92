package io.emailengine.standalone;

import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.settings.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What a person needs to know once everything runs. */
final class Banner {
  private static final String IP = "{\"address\":\"95.216.179.163\",\"purpose\":\"marketing\"}";
  private static final String SERVER =
      "{\"name\":\"mta1\",\"host\":\"mta1.example.net\",\"hostKey\":\"ssh-ed25519 AAAA...\"}";

  private final EngineSettings settings;
  private final Path dataFolder;
  private final TemporalServer temporal;
  private final boolean sandbox;

  Banner(EngineSettings settings, Path dataFolder, TemporalServer temporal, boolean sandbox) {
    this.settings = settings;
    this.dataFolder = dataFolder;
    this.temporal = temporal;
    this.sandbox = sandbox;
  }

  String text(Version version, Secret operatorKey, Duration startedIn) {
    String api = Urls.toOpen(settings.bind(), settings.port());
    StringBuilder text = new StringBuilder();
    text.append('\n')
        .append(version)
        .append(" is ready after ")
        .append(seconds(startedIn))
        .append("\n\n");
    line(text, "API", api + "/api/v2");
    line(text, "API page", api + "/swagger-ui.html");
    line(
        text,
        "Management",
        Urls.toOpen(settings.managementBind(), settings.managementPort()) + "/actuator/health");
    line(text, "Temporal", temporal.address() + " (" + temporal.description() + ")");
    temporal.webUi().ifPresent(ui -> line(text, "Temporal UI", ui));
    line(text, "Database", databaseLine());
    line(text, "Data folder", dataFolder.toString());
    line(text, "Logs", dataFolder.resolve("logs").toString());
    line(text, "Operator key", keyLine(operatorKey));
    line(text, "Java", System.getProperty("java.version", "unknown"));
    if (sandbox) {
      for (Map.Entry<String, Duration> interval : settings.intervals().entrySet()) {
        line(text, "Sandbox clock", interval.getKey() + " = " + interval.getValue());
      }
    }
    text.append(firstThings(api + "/api/v2", operatorKey));
    return text.toString();
  }

  private String keyLine(Secret operatorKey) {
    return settings.operatorKey().isPresent()
        ? "the one in EMAIL_ENGINE_OPERATOR_KEY"
        : operatorKey.reveal();
  }

  private String firstThings(String api, Secret operatorKey) {
    String ip = post(api + "/ips", IP, operatorKey);
    if (sandbox) {
      return "\nFirst thing to try:\n\n" + ip;
    }
    return "\nFirst thing to try: your PowerMTA host. The answer has the line for its"
        + " authorized_keys.\n\n"
        + post(api + "/servers", SERVER, operatorKey)
        + "\nThen adopt it, as README.md tells, and register an IP of it:\n\n"
        + ip;
  }

  private String post(String url, String body, Secret operatorKey) {
    String key =
        settings.operatorKey().isPresent() ? "$EMAIL_ENGINE_OPERATOR_KEY" : operatorKey.reveal();
    return """
          curl -s -X POST %s \\
            -H "X-API-Key: %s" -H "Content-Type: application/json" \\
            -d '%s'
        """
        .formatted(url, key, body);
  }

  private String databaseLine() {
    return settings
        .database()
        .map(database -> withoutParameters(database.url()) + " (user " + database.user() + ")")
        .orElse("none");
  }

  /** Parameters of a JDBC address may hold a password. */
  private static String withoutParameters(String url) {
    return url.replaceFirst("\\?.*", "").replaceFirst("//[^/@]*@", "//");
  }

  private static String seconds(Duration duration) {
    return "%d.%d s".formatted(duration.toSeconds(), duration.toMillisPart() / 100);
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("  %-13s  %s%n".formatted(name, value));
  }
}
