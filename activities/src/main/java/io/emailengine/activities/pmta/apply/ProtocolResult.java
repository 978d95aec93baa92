package io.emailengine.activities.pmta.apply;

import org.jspecify.annotations.Nullable;

/** How a part of the apply protocol ended. */
sealed interface ProtocolResult {
  /** Disk and running process agree on the last known good configuration. */
  record Clean() implements ProtocolResult {}

  /**
   * The candidate was read back from the running process.
   *
   * @param full whether the generation marker was seen; false where the host does not show it
   */
  record Applied(boolean full) implements ProtocolResult {}

  /** The candidate failed; the last known good file is on disk and runs. */
  record Restored(String reason, String detail) implements ProtocolResult {}

  /** The candidate failed and going back could not be proven. The next run tries again. */
  record Unsettled(String reason, String detail) implements ProtocolResult {}

  /**
   * Somebody changed the engine's file.
   *
   * @param sha256 of what lies there; null if the file is gone
   */
  record Drifted(@Nullable String sha256, byte[] bytes) implements ProtocolResult {}
}
