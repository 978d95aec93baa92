package io.emailengine.activities.ssh;

import java.time.Duration;

/**
 * Bounds of all that is done over SSH.
 *
 * @param connect for the whole way from DNS to being logged in
 * @param request for one answer of the host that needs no work
 * @param transfer for one file as a whole
 * @param keepAlive pause between probes of an open connection; three without answer end it
 * @param maxIdle an unused connection is closed after this
 */
public record SshSettings(
    Duration connect, Duration request, Duration transfer, Duration keepAlive, Duration maxIdle) {
  /** For hosts anywhere on the internet. */
  public static final SshSettings DEFAULT =
      new SshSettings(
          Duration.ofSeconds(20),
          Duration.ofSeconds(15),
          Duration.ofMinutes(3),
          Duration.ofSeconds(5),
          Duration.ofMinutes(2));

  public SshSettings {
    for (Duration bound : new Duration[] {connect, request, transfer, keepAlive, maxIdle}) {
      if (bound.isNegative() || bound.isZero() || bound.compareTo(Duration.ofHours(1)) > 0) {
        throw new IllegalArgumentException("SSH bounds must be above 0 and at most an hour");
      }
    }
    if (keepAlive.toMillis() < 1000) {
      throw new IllegalArgumentException("keepAlive must be at least a second");
    }
  }
}
