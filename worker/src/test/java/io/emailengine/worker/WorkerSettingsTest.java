package io.emailengine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.store.settings.EngineSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerSettingsTest {
  private static WorkerSettings settings(Map<String, String> environment) {
    return WorkerSettings.of(EngineSettings.fromEnvironment(environment), false);
  }

  @Test
  void hasDefaults() {
    WorkerSettings settings =
        settings(Map.of("TEMPORAL_ADDRESS", "temporal:7233", "EMAIL_ENGINE_DATA_DIR", "/d"));

    assertThat(settings.temporalAddress()).isEqualTo("temporal:7233");
    assertThat(settings.temporalNamespace()).isEqualTo("default");
    assertThat(settings.engineDay()).isEqualTo(Duration.ofDays(1));
    assertThat(settings.settle()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.minReloadInterval()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.historyFolder()).isEqualTo(Path.of("/d/config-history"));
    assertThat(settings.telegram()).isEmpty();
    assertThat(settings.reconcileEvery()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.firstReconcileAfter()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.overdueGrace()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void scalesItsIntervalsOnAFastClock() {
    WorkerSettings fast =
        settings(
            Map.of(
                "TEMPORAL_ADDRESS", "t:1",
                "EMAIL_ENGINE_DATA_DIR", "/d",
                "EMAIL_ENGINE_DAY", "PT1S"));

    assertThat(fast.reconcileEvery()).isEqualTo(Duration.ofSeconds(1));
    assertThat(fast.firstReconcileAfter()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void wantsATemporalAddress() {
    assertThatThrownBy(() -> settings(Map.of("EMAIL_ENGINE_DATA_DIR", "/d")))
        .hasMessageContaining("TEMPORAL_ADDRESS");
  }
}
