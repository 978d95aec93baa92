package io.emailengine.workflows.model;

import java.util.regex.Pattern;

/** Name of a PowerMTA host; part of a workflow id. */
public record ServerName(String value) implements Comparable<ServerName> {
  private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  public ServerName {
    Rule.matches(
        value,
        ALLOWED,
        "must be 1 to 32 lower-case letters, digits or hyphens, starting with a letter or digit");
  }

  @Override
  public int compareTo(ServerName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
