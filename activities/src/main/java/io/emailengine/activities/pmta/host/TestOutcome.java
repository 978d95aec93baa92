package io.emailengine.activities.pmta.host;

import java.util.Optional;
import java.util.OptionalInt;

/** What {@code pmta test config} said about the files on disk. */
public sealed interface TestOutcome {
  /** The host takes the configuration. */
  record Accepted() implements TestOutcome {}

  /**
   * The host refuses the configuration.
   *
   * @param file the file with the fault, when the host names one
   * @param line the line with the fault, counted from 1, when the host names one
   * @param text what the host said about it
   */
  record Rejected(Optional<String> file, OptionalInt line, String text) implements TestOutcome {}

  /** Nobody knows: no answer in time, the connection broke, or the answer makes no sense. */
  record Unknown(String reason) implements TestOutcome {}

  default boolean accepted() {
    return this instanceof Accepted;
  }

  /** One line for a person. */
  default String describe() {
    if (this instanceof Rejected rejected) {
      StringBuilder text = new StringBuilder();
      rejected.file().ifPresent(file -> text.append(file));
      rejected.line().ifPresent(line -> text.append(" line ").append(line));
      return text.append(text.isEmpty() ? "" : ": ").append(rejected.text()).toString();
    }
    return this instanceof Unknown unknown ? "unknown: " + unknown.reason() : "accepted";
  }
}
