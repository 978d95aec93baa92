package io.emailengine.workflows.model;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A fully qualified host name as RFC 1123 allows it, lower case. It is written into PowerMTA's
 * configuration, so nothing else may pass.
 */
public record HostName(String value) {
  private static final Pattern ALLOWED =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  public HostName {
    value = asciiLower(value);
    Rule.matches(
        value,
        ALLOWED,
        "must be a host name of letters, digits, hyphens and dots, at most 253 characters, each label 1 to 63 (RFC 1123)");
  }

  /** Locale-free and ASCII only: a dotless i or a Kelvin sign must not turn into a valid letter. */
  private static String asciiLower(String text) {
    return text.chars().allMatch(c -> c < 128) ? text.toLowerCase(Locale.ROOT) : text;
  }

  @Override
  public String toString() {
    return value;
  }
}
