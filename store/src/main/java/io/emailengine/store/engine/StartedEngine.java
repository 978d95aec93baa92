package io.emailengine.store.engine;

import io.emailengine.store.seal.Sealer;
import io.emailengine.workflows.model.InvalidValueException;
import java.time.Duration;
import java.util.UUID;

/**
 * The engine whose database was opened.
 *
 * @param day length of one engine day
 */
public record StartedEngine(UUID instanceId, Duration day, Sealer sealer) {
  /**
   * Fast days are for trying the engine out, never for a real mail server.
   *
   * @throws InvalidValueException if a day is shorter than a real one and the host is not loopback
   */
  public void assertLoopbackAllowed(String host) {
    if (day.compareTo(Duration.ofDays(1)) < 0 && !LoopbackHosts.isLoopback(host)) {
      throw new InvalidValueException(
          "must be localhost, 127.0.0.0/8 or ::1 while EMAIL_ENGINE_DAY is shorter than P1D");
    }
  }
}
