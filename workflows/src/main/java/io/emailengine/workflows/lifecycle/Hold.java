package io.emailengine.workflows.lifecycle;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pause (stops sending) or a freeze (keeps the cap, stops raises). Several may lie on one IP.
 *
 * @param until when it ends by itself; null = only by a person or with its cause
 * @param endedAt when it was lifted; null while it lies
 */
public record Hold(Kind kind, Instant since, @Nullable Instant until, @Nullable Instant endedAt) {
  /** What a hold does. */
  public enum Kind {
    PAUSE,
    FREEZE
  }

  /** Whether it lies on the IP at this instant. */
  public boolean liesAt(Instant now) {
    return !now.isBefore(since) && (endOrNull() == null || now.isBefore(endOrNull()));
  }

  /** The instant from which it no longer lies, or null if that is open. */
  public @Nullable Instant endOrNull() {
    if (until == null) {
      return endedAt;
    }
    return endedAt == null || until.isBefore(endedAt) ? until : endedAt;
  }
}
