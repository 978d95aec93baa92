package io.emailengine.sandbox.powermta;

import java.time.Instant;
import java.util.List;

/**
 * Something that happened on the host.
 *
 * @param text one line for people
 * @param changes of caps in the running configuration; only starts and reloads have any
 */
public record HostEvent(Instant at, Kind kind, String text, List<CapChange> changes) {
  public HostEvent {
    changes = List.copyOf(changes);
  }

  /** What kind of thing happened. */
  public enum Kind {
    /** An empty folder became a host that has never sent. */
    LAID_OUT,
    /** PowerMTA started and loaded the disk's configuration. */
    STARTED,
    /** PowerMTA could not start on the disk's configuration. */
    START_FAILED,
    /** A reload took the disk's configuration into memory. */
    RELOADED,
    /** A reload was refused, failed, or did nothing though it said so. */
    RELOAD_FAILED,
    TESTED,
    TEST_FAILED,
    /** A file was renamed into place. */
    SWAPPED,
    PAUSED,
    RESUMED,
    /** A person or another program changed a file, past SSH. */
    EDITED,
    /** The host has another key. */
    KEY_CHANGED,
    /** All that was counted against rates was forgotten. */
    COUNTERS_RESET,
    FAULT
  }
}
