package io.emailengine.store.outbox;

import java.util.List;

/**
 * Something to tell people; the payload of an outbox row of topic {@code message}. Plain text: the
 * channel escapes it.
 *
 * @param title one line: what happened, where
 * @param lines since when, measured against which limit, what the engine did, what a person may do
 */
public record Message(Severity severity, String title, List<String> lines) {
  public Message {
    lines = List.copyOf(lines);
  }

  /** How much it matters. */
  public enum Severity {
    INFO,
    WARNING,
    CRITICAL
  }
}
