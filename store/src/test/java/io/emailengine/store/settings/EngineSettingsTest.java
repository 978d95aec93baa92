package io.emailengine.store.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EngineSettingsTest {
  private static final String TOKEN = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

  @Test
  void hasTheDocumentedDefaults() {
    EngineSettings settings = EngineSettings.fromEnvironment(Map.of("PATH", "/bin"));

    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.bind()).isEqualTo("127.0.0.1");
    assertThat(settings.managementPort()).isEqualTo(8081);
    assertThat(settings.managementBind()).isEqualTo("127.0.0.1");
    assertThat(settings.temporalNamespace()).isEqualTo("default");
    assertThat(settings.day()).isEqualTo(Duration.ofDays(1));
    assertThat(settings.minReloadInterval()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.settle()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.dataDir()).isEmpty();
    assertThat(settings.operatorKey()).isEmpty();
    assertThat(settings.secretKeyFile()).isEmpty();
    assertThat(settings.database()).isEmpty();
    assertThat(settings.temporalAddress()).isEmpty();
    assertThat(settings.telegram()).isEmpty();
    assertThat(settings.warnings()).isEmpty();
  }

  @Test
  void mapsEveryVariable() {
    EngineSettings settings =
        EngineSettings.fromEnvironment(
            Map.ofEntries(
                Map.entry("EMAIL_ENGINE_PORT", "9000"),
                Map.entry("EMAIL_ENGINE_BIND", "0.0.0.0"),
                Map.entry("EMAIL_ENGINE_MANAGEMENT_PORT", "9001"),
                Map.entry("EMAIL_ENGINE_MANAGEMENT_BIND", "::1"),
                Map.entry("EMAIL_ENGINE_DATA_DIR", "/var/lib/email-engine"),
                Map.entry("EMAIL_ENGINE_OPERATOR_KEY", "correct-horse-battery"),
                Map.entry("EMAIL_ENGINE_SECRET_KEY_FILE", "/etc/email-engine/secret.key"),
                Map.entry("EMAIL_ENGINE_DB_URL", "jdbc:postgresql://db:5432/engine"),
                Map.entry("EMAIL_ENGINE_DB_USER", "engine"),
                Map.entry("EMAIL_ENGINE_DB_PASSWORD", "hidden words"),
                Map.entry("TEMPORAL_ADDRESS", "temporal:7233"),
                Map.entry("TEMPORAL_NAMESPACE", "mail"),
                Map.entry("EMAIL_ENGINE_DAY", "PT1S"),
                Map.entry("EMAIL_ENGINE_MIN_RELOAD_INTERVAL", "PT10S"),
                Map.entry("EMAIL_ENGINE_SETTLE", "PT0S"),
                Map.entry("EMAIL_ENGINE_TELEGRAM_URL", "http://127.0.0.1:9999"),
                Map.entry("EMAIL_ENGINE_TELEGRAM_TOKEN", TOKEN),
                Map.entry("EMAIL_ENGINE_TELEGRAM_CHAT_ID", "-1001234567890")));

    assertThat(settings.port()).isEqualTo(9000);
    assertThat(settings.bind()).isEqualTo("0.0.0.0");
    assertThat(settings.managementPort()).isEqualTo(9001);
    assertThat(settings.managementBind()).isEqualTo("::1");
    assertThat(settings.dataDir()).contains(Path.of("/var/lib/email-engine"));
    assertThat(settings.operatorKey()).contains(new Secret("correct-horse-battery"));
    assertThat(settings.secretKeyFile()).contains(Path.of("/etc/email-engine/secret.key"));
    assertThat(settings.database())
        .contains(
            new EngineSettings.Database(
                "jdbc:postgresql://db:5432/engine", "engine", new Secret("hidden words")));
    assertThat(settings.temporalAddress()).contains("temporal:7233");
    assertThat(settings.temporalNamespace()).isEqualTo("mail");
    assertThat(settings.day()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.minReloadInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.settle()).isZero();
    assertThat(settings.telegram())
        .contains(
            new EngineSettings.Telegram(
                URI.create("http://127.0.0.1:9999"), new Secret(TOKEN), "-1001234567890"));
    assertThat(settings.toString())
        .doesNotContain("correct-horse")
        .doesNotContain("hidden words")
        .doesNotContain(TOKEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EMAIL_ENGINE_PORT|0",
        "EMAIL_ENGINE_PORT|65536",
        "EMAIL_ENGINE_PORT|http",
        "EMAIL_ENGINE_BIND|not a host",
        "EMAIL_ENGINE_MANAGEMENT_PORT|-1",
        "EMAIL_ENGINE_MANAGEMENT_PORT|8080",
        "EMAIL_ENGINE_MANAGEMENT_BIND|a/b",
        "EMAIL_ENGINE_OPERATOR_KEY|short",
        "EMAIL_ENGINE_OPERATOR_KEY|with spaces inside",
        "EMAIL_ENGINE_DB_URL|postgres://db/engine",
        "TEMPORAL_ADDRESS|temporal",
        "TEMPORAL_ADDRESS|temporal:99999",
        "TEMPORAL_NAMESPACE|a b",
        "EMAIL_ENGINE_DAY|1d",
        "EMAIL_ENGINE_DAY|P2D",
        "EMAIL_ENGINE_DAY|PT0S",
        "EMAIL_ENGINE_DAY|PT-5S",
        "EMAIL_ENGINE_MIN_RELOAD_INTERVAL|60",
        "EMAIL_ENGINE_MIN_RELOAD_INTERVAL|PT0S",
        "EMAIL_ENGINE_SETTLE|PT61S",
        "EMAIL_ENGINE_TELEGRAM_URL|ftp://example.org",
        "EMAIL_ENGINE_TELEGRAM_URL|https://user:pass@example.org",
        "EMAIL_ENGINE_TELEGRAM_TOKEN|123:abc",
        "EMAIL_ENGINE_TELEGRAM_CHAT_ID|my chat",
        "EMAIL_ENGINE_DNS_RESOLVERS|9.9.9.9",
        "EMAIL_ENGINE_BLACKLIST_INTERVAL|4h",
        "EMAIL_ENGINE_RECHECK_INTERVAL|PT0S",
        "EMAIL_ENGINE_CONFIRM_DELAY|soon",
        "EMAIL_ENGINE_DNSBL_POLITENESS|maybe",
        "EMAIL_ENGINE_MAILWIZZ_DB_URL|jdbc:mysql://db/mailwizz",
        "EMAIL_ENGINE_MAILWIZZ_DB_TABLE_PREFIX|mw; drop",
        "EMAIL_ENGINE_MAILWIZZ_API_URL|mailwizz",
        "EMAIL_ENGINE_MAILWIZZ_INTERVAL|hourly",
        "EMAIL_ENGINE_TRAFFIC_INTERVAL|10",
        "EMAIL_ENGINE_WEBHOOK_URL|hook",
        "EMAIL_ENGINE_ALERT_GROUPING|30",
        "EMAIL_ENGINE_DAYS|P1D",
        "EMAIL_ENGINE_TEMPORAL|in-jvm"
      })
  void refusesAWrongOrUnknownVariableByNameAndKeepsItsValueQuiet(String name, String value) {
    assertThatThrownBy(() -> EngineSettings.fromEnvironment(Map.of(name, value)))
        .isInstanceOfSatisfying(
            SettingsException.class,
            e -> assertThat(e.problems()).anyMatch(problem -> problem.startsWith(name + " ")));
  }

  @Test
  void neverRepeatsATokenThatIsWrong() {
    String wrong = "123456:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw plus";
    assertThatThrownBy(
            () -> EngineSettings.fromEnvironment(Map.of("EMAIL_ENGINE_TELEGRAM_TOKEN", wrong)))
        .hasMessageContaining("EMAIL_ENGINE_TELEGRAM_TOKEN must be a bot token")
        .hasMessageNotContaining("AAHdq");
  }

  @Test
  void tellsEveryProblemAtOnce() {
    assertThatThrownBy(
            () ->
                EngineSettings.fromEnvironment(
                    Map.of(
                        "EMAIL_ENGINE_PORT", "x", "EMAIL_ENGINE_DAY", "y", "EMAIL_ENGINE_Z", "z")))
        .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.problems()).hasSize(3));
  }

  @ParameterizedTest
  @CsvSource({
    "EMAIL_ENGINE_DB_URL,jdbc:postgresql://db/engine,EMAIL_ENGINE_DB_USER",
    "EMAIL_ENGINE_DB_USER,engine,EMAIL_ENGINE_DB_URL",
    "EMAIL_ENGINE_DB_PASSWORD,hidden,EMAIL_ENGINE_DB_URL",
    "EMAIL_ENGINE_TELEGRAM_CHAT_ID,42,EMAIL_ENGINE_TELEGRAM_TOKEN",
    "EMAIL_ENGINE_TELEGRAM_URL,https://example.org,EMAIL_ENGINE_TELEGRAM_TOKEN"
  })
  void wantsVariablesThatBelongTogether(String name, String value, String missing) {
    assertThatThrownBy(() -> EngineSettings.fromEnvironment(Map.of(name, value)))
        .hasMessageContaining(missing + " must be set when " + name + " is set");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EMAIL_ENGINE_DNS_RESOLVERS|127.0.0.1:53,[::1]:53",
        "EMAIL_ENGINE_DNSBL_CATALOG|lists.json",
        "EMAIL_ENGINE_BLACKLIST_INTERVAL|PT4H",
        "EMAIL_ENGINE_RECHECK_INTERVAL|PT30M",
        "EMAIL_ENGINE_CONFIRM_DELAY|PT5M",
        "EMAIL_ENGINE_DNSBL_POLITENESS|on",
        "EMAIL_ENGINE_MAILWIZZ_DB_URL|jdbc:mariadb://db/mailwizz",
        "EMAIL_ENGINE_MAILWIZZ_DB_USER|mw",
        "EMAIL_ENGINE_MAILWIZZ_DB_PASSWORD|hidden",
        "EMAIL_ENGINE_MAILWIZZ_DB_TABLE_PREFIX|mw_",
        "EMAIL_ENGINE_MAILWIZZ_API_URL|https://mailwizz.example.org/api",
        "EMAIL_ENGINE_MAILWIZZ_API_KEY|hidden",
        "EMAIL_ENGINE_MAILWIZZ_INTERVAL|PT1H",
        "EMAIL_ENGINE_TRAFFIC_INTERVAL|PT10M",
        "EMAIL_ENGINE_WEBHOOK_URL|https://example.org/hook",
        "EMAIL_ENGINE_WEBHOOK_SECRET|hidden",
        "EMAIL_ENGINE_ALERT_GROUPING|PT30S"
      })
  void warnsOnceAboutAVariableThatHasNoEffectYet(String name, String value) {
    assertThat(EngineSettings.fromEnvironment(Map.of(name, value)).warnings())
        .singleElement()
        .asString()
        .startsWith(name + " has no effect: ")
        .endsWith("is not available yet");
  }

  @Test
  void countsAVariableSetToNothingAsNotSet() {
    assertThat(EngineSettings.fromEnvironment(Map.of("EMAIL_ENGINE_PORT", "")).port())
        .isEqualTo(8080);
  }

  @Test
  void takesPropertiesForWhatTheEnvironmentLeavesOut() {
    EngineSettings settings =
        EngineSettings.read(
            Map.of("EMAIL_ENGINE_PORT", "9000"),
            Map.of(
                "email-engine.port",
                "9100",
                "email-engine.data-dir",
                "x",
                "temporal.address",
                "t:1"),
            Deployment.UP);

    assertThat(settings.port()).isEqualTo(9000);
    assertThat(settings.dataDir()).contains(Path.of("x"));
    assertThat(settings.temporalAddress()).contains("t:1");
  }

  @Test
  void runsTheSandboxOnAFastClockUnlessTold() {
    EngineSettings fast = EngineSettings.fromEnvironment(Map.of(), Deployment.SANDBOX);
    EngineSettings told =
        EngineSettings.fromEnvironment(Map.of("EMAIL_ENGINE_DAY", "PT3S"), Deployment.SANDBOX);

    assertThat(fast.day().multipliedBy(42)).isLessThan(Duration.ofMinutes(1));
    assertThat(fast.settle().plus(fast.minReloadInterval())).isLessThan(fast.day());
    assertThat(told.day()).isEqualTo(Duration.ofSeconds(3));
    assertThat(told.intervals())
        .containsOnlyKeys(
            "EMAIL_ENGINE_DAY", "EMAIL_ENGINE_MIN_RELOAD_INTERVAL", "EMAIL_ENGINE_SETTLE");
  }

  @Test
  void givesTheWorkerAloneAManagementPortOfItsOwn() {
    Map<String, String> servers =
        Map.of(
            "EMAIL_ENGINE_DB_URL", "jdbc:postgresql://db/engine",
            "EMAIL_ENGINE_DB_USER", "engine",
            "EMAIL_ENGINE_DB_PASSWORD", "hidden",
            "TEMPORAL_ADDRESS", "temporal:7233");

    assertThat(EngineSettings.fromEnvironment(servers, Deployment.WORKER).managementPort())
        .isEqualTo(8082);
  }

  @ParameterizedTest
  @EnumSource(names = {"API", "WORKER"})
  void wantsTheServersOfAnApplicationThatStartsNone(Deployment deployment) {
    assertThatThrownBy(() -> EngineSettings.fromEnvironment(Map.of(), deployment))
        .hasMessageContaining("EMAIL_ENGINE_DB_URL must be set")
        .hasMessageContaining("TEMPORAL_ADDRESS must be set");
  }
}
