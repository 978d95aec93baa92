package io.emailengine.activities.pmta.host;

import java.util.Optional;

/** What became of a tested swap. */
public sealed interface SwapOutcome {
  /**
   * The new file is in place and the host takes the configuration; the old one is kept. Nothing was
   * reloaded.
   */
  record Accepted() implements SwapOutcome {}

  /**
   * The host did not take the configuration, so the old file is in place again and no longer kept.
   *
   * @param test what the host said: a rejection, or unknown when it did not answer in time
   */
  record PutBack(TestOutcome test) implements SwapOutcome {}

  /**
   * A file is not the expected one: nothing was changed.
   *
   * @param path which
   * @param sha256 what was found instead; empty if there is no such file
   */
  record Changed(String path, Optional<String> sha256) implements SwapOutcome {}

  /** Somebody else holds the host's lock: nothing was changed. */
  record Busy() implements SwapOutcome {}

  default boolean accepted() {
    return this instanceof Accepted;
  }

  /** One line for a person. */
  default String describe() {
    if (this instanceof PutBack back) {
      return "put back: " + back.test().describe();
    }
    if (this instanceof Changed changed) {
      return changed.path() + changed.sha256().map(sha -> " has sha256 " + sha).orElse(" is gone");
    }
    return this instanceof Busy ? "another program is writing this host" : "accepted";
  }
}
