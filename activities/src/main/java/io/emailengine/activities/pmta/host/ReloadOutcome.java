package io.emailengine.activities.pmta.host;

/** What {@code pmta reload} said. Even {@link Reloaded} is only a claim: read back what runs. */
public sealed interface ReloadOutcome {
  /** The host says that it runs the files on disk now. */
  record Reloaded() implements ReloadOutcome {}

  /** The host says that it kept what ran before. */
  record Refused(String text) implements ReloadOutcome {}

  /** Nobody knows: no answer in time, the connection broke, or the answer makes no sense. */
  record Unknown(String reason) implements ReloadOutcome {}

  default boolean reloaded() {
    return this instanceof Reloaded;
  }

  /** One line for a person. */
  default String describe() {
    if (this instanceof Refused refused) {
      return "refused: " + refused.text();
    }
    return this instanceof Unknown unknown ? "unknown: " + unknown.reason() : "reloaded";
  }
}
