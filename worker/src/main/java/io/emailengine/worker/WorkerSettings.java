package io.emailengine.worker;

import io.emailengine.activities.pmta.apply.PmtaSettings;
import io.emailengine.store.settings.EngineSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a composition root gives the worker, as a bean.
 *
 * @param temporalAddress host:port
 * @param inJvmTemporal the server has lost its memory with the last process: rows are compared with
 *     it at once
 * @param engineDay length of one engine day: the worker's own intervals follow a shorter one
 * @param settle quiet time after a change before it is applied
 * @param minReloadInterval least distance of two planned reloads of one host
 * @param historyFolder the local git repository of applied configurations
 * @param telegram where messages go; empty: to the console log
 */
public record WorkerSettings(
    String temporalAddress,
    String temporalNamespace,
    boolean inJvmTemporal,
    Duration engineDay,
    Duration settle,
    Duration minReloadInterval,
    Path historyFolder,
    Optional<EngineSettings.Telegram> telegram) {
  private static final Duration REAL_DAY = Duration.ofDays(1);

  /**
   * From the documented settings.
   *
   * @param settings with the Temporal address and the data folder that are really used
   * @throws IllegalArgumentException if they name no Temporal address or no data folder
   */
  public static WorkerSettings of(EngineSettings settings, boolean inJvmTemporal) {
    return new WorkerSettings(
        settings
            .temporalAddress()
            .orElseThrow(() -> new IllegalArgumentException("TEMPORAL_ADDRESS must be set")),
        settings.temporalNamespace(),
        inJvmTemporal,
        settings.day(),
        settings.settle(),
        settings.minReloadInterval(),
        settings
            .dataDir()
            .orElseThrow(() -> new IllegalArgumentException("EMAIL_ENGINE_DATA_DIR must be set"))
            .resolve("config-history"),
        settings.telegram());
  }

  PmtaSettings pmta() {
    return new PmtaSettings(settle, minReloadInterval, historyFolder);
  }

  /** How often rows and workflows are compared: 30 s, less on a fast clock, never under 1 s. */
  Duration reconcileEvery() {
    return scaled(Duration.ofSeconds(30), Duration.ofSeconds(1));
  }

  /** Workers get this long to carry on by themselves before the first comparison. */
  Duration firstReconcileAfter() {
    return inJvmTemporal ? Duration.ZERO : scaled(Duration.ofSeconds(60), Duration.ofSeconds(2));
  }

  /** A workflow that looks later than it said by more than this is asked after. */
  Duration overdueGrace() {
    return scaled(Duration.ofSeconds(60), Duration.ofSeconds(3));
  }

  private Duration scaled(Duration ofRealDay, Duration least) {
    long millis = ofRealDay.toMillis() * engineDay.toMillis() / REAL_DAY.toMillis();
    Duration scaled = Duration.ofMillis(Math.min(millis, ofRealDay.toMillis()));
    return scaled.compareTo(least) < 0 ? least : scaled;
  }
}
