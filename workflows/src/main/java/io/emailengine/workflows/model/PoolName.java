package io.emailengine.workflows.model;

import java.util.regex.Pattern;

/** Name of a PowerMTA virtual MTA pool; shares one namespace with virtual MTAs. */
public record PoolName(String value) implements Comparable<PoolName> {
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  public PoolName {
    Rule.matches(value, ALLOWED, "must be 1 to 128 letters, digits, dots, underscores or hyphens");
  }

  @Override
  public int compareTo(PoolName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
