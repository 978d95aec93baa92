package io.emailengine.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.settings.Deployment;
import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.settings.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BannerTest {
  private static final EngineSettings.Database DATABASE =
      new EngineSettings.Database(
          "jdbc:postgresql://127.0.0.1:5432/engine?password=hidden",
          "engine",
          new Secret("hidden"));

  private String banner(Map<String, String> environment, boolean sandbox) {
    Path folder = Path.of("/srv/data");
    EngineSettings settings =
        EngineSettings.fromEnvironment(environment, sandbox ? Deployment.SANDBOX : Deployment.UP)
            .using(folder, DATABASE, "127.0.0.1:7233");
    return new Banner(settings, folder, new GivenTemporal("127.0.0.1:7233"), sandbox)
        .text(new Version("1.2.3", "abc"), new Secret("made-by-itself"), Duration.ofMillis(4250));
  }

  @Test
  void tellsWhereThingsAreAndTheFirstThingToTry() {
    assertThat(banner(Map.of(), false))
        .contains("email-engine 1.2.3 (abc) is ready after 4.2 s")
        .contains("http://127.0.0.1:8080/swagger-ui.html")
        .contains("http://127.0.0.1:8081/actuator/health")
        .contains("/srv/data/logs")
        .contains("made-by-itself")
        .contains("curl -s -X POST http://127.0.0.1:8080/api/v2/ips")
        .contains("{\"address\":\"95.216.179.163\",\"purpose\":\"marketing\"}")
        .doesNotContain("hidden");
  }

  @Test
  void startsWithTheHostWhereThereIsNoneYet() {
    assertThat(banner(Map.of(), false))
        .containsSubsequence("First thing to try", "/api/v2/servers", "adopt", "/api/v2/ips");
    assertThat(banner(Map.of(), true))
        .containsSubsequence("First thing to try", "/api/v2/ips")
        .doesNotContain("/api/v2/servers");
  }

  @Test
  void neverShowsAKeyThatWasGiven() {
    assertThat(banner(Map.of("EMAIL_ENGINE_OPERATOR_KEY", "given-by-hand"), false))
        .contains("the one in EMAIL_ENGINE_OPERATOR_KEY")
        .doesNotContain("given-by-hand")
        .doesNotContain("made-by-itself");
  }

  @Test
  void namesAnAddressThatCanBeOpenedWhenItListensOnAll() {
    assertThat(banner(Map.of("EMAIL_ENGINE_BIND", "0.0.0.0"), false))
        .contains("http://127.0.0.1:8080/api/v2");
    assertThat(banner(Map.of("EMAIL_ENGINE_BIND", "::1"), false))
        .contains("http://[::1]:8080/api/v2");
  }

  @Test
  void printsTheClockOfTheSandbox() {
    assertThat(banner(Map.of(), true))
        .contains("EMAIL_ENGINE_DAY = PT1.4S")
        .contains("EMAIL_ENGINE_SETTLE = PT0.05S")
        .contains("EMAIL_ENGINE_MIN_RELOAD_INTERVAL = PT0.1S");
  }
}
