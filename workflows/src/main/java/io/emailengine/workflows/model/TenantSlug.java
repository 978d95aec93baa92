package io.emailengine.workflows.model;

import java.util.regex.Pattern;

/** Short name of a tenant; part of pool names, so it stays in PowerMTA's safe characters. */
public record TenantSlug(String value) implements Comparable<TenantSlug> {
  private static final Pattern ALLOWED = Pattern.compile("[a-z][a-z0-9]{0,31}");

  public TenantSlug {
    Rule.matches(
        value, ALLOWED, "must be 1 to 32 lower-case letters or digits, starting with a letter");
  }

  @Override
  public int compareTo(TenantSlug other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
