package io.emailengine.activities.pmta.host;

import java.util.Optional;

/** What was left of swaps whose end nobody saw, and what became of it. */
public sealed interface SwapRecovery {
  /** There was nothing to recover. */
  record Nothing() implements SwapRecovery {}

  /** The new file was in place untested; the host takes it. */
  record Accepted() implements SwapRecovery {}

  /** All old files are in place again. What runs was not reloaded. */
  record PutBack() implements SwapRecovery {}

  /**
   * A file is neither the old nor the new one: somebody changed it since. Nothing was changed.
   *
   * @param path which
   * @param sha256 what was found; empty if there is no such file
   */
  record Changed(String path, Optional<String> sha256) implements SwapRecovery {}

  /** Somebody else holds the host's lock: nothing was changed. */
  record Busy() implements SwapRecovery {}
}
