package io.emailengine.workflows.model;

import java.util.regex.Pattern;

/** What an IP sends: marketing, transactional, cold, … */
public record Purpose(String value) implements Comparable<Purpose> {
  private static final Pattern ALLOWED = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  public Purpose {
    Rule.matches(
        value,
        ALLOWED,
        "must be 1 to 32 lower-case letters, digits or hyphens, starting with a letter");
  }

  @Override
  public int compareTo(Purpose other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
