package io.emailengine.store.settings;

import java.time.Duration;

/**
 * Which application reads the settings: they differ in a few defaults and in what must be given.
 */
public enum Deployment {
  /** Everything in one process; the database and Temporal are its own unless they are given. */
  UP(8081, false),
  /** As {@link #UP}, on a fast clock: 42 days take about a minute. */
  SANDBOX(8081, false),
  /** The REST application alone. */
  API(8081, true),
  /** The worker alone. */
  WORKER(8082, true);

  private final int managementPort;
  private final boolean needsServers;

  Deployment(int managementPort, boolean needsServers) {
    this.managementPort = managementPort;
    this.needsServers = needsServers;
  }

  int managementPort() {
    return managementPort;
  }

  /** Whether the database and Temporal must be given, because nobody starts them. */
  boolean needsServers() {
    return needsServers;
  }

  /** Length of one engine day unless it is set. */
  Duration day() {
    return this == SANDBOX ? Duration.ofMillis(1400) : Duration.ofDays(1);
  }

  Duration minReloadInterval() {
    return this == SANDBOX ? Duration.ofMillis(100) : Duration.ofSeconds(60);
  }

  Duration settle() {
    return this == SANDBOX ? Duration.ofMillis(50) : Duration.ofSeconds(5);
  }
}
