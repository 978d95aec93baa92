package io.emailengine.store.server;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of the operator's own files that is under way on a host.
 *
 * @param version the candidate version that belongs to it, if one does
 */
public record HostChange(
    UUID id, Kind kind, Phase phase, @Nullable Integer version, String actor, Instant since) {
  public HostChange {
    requireNonNull(id, "id is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(phase, "phase is null");
  }

  public static HostChange begun(
      Kind kind, @Nullable Integer version, String actor, Instant since) {
    return new HostChange(UUID.randomUUID(), kind, Phase.OPEN, version, actor, since);
  }

  /** Which change. */
  public enum Kind {
    ADOPT,
    UNADOPT
  }

  /** How far it is. */
  public enum Phase {
    /** Not committed: what it wrote on the host has to be undone. */
    OPEN,
    /** Committed: only what it needed meanwhile is left to be cleared away. */
    DONE
  }
}
