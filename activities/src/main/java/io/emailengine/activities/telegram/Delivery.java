package io.emailengine.activities.telegram;

import java.time.Duration;

/** What became of a text. Errors are one line and never hold the token. */
public sealed interface Delivery {
  /** It arrived. */
  record Sent() implements Delivery {}

  /**
   * It did not, or nobody knows: send it again. A rare duplicate beats a loss.
   *
   * @param after the whole chat must be left alone for so long; zero: as the caller sees fit
   */
  record Later(Duration after, String error) implements Delivery {}

  /** Nothing will arrive until a person mends the channel. */
  record Broken(String error) implements Delivery {}

  /** This text will never be taken; others may be. */
  record Refused(String error) implements Delivery {}
}
