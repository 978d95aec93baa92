package io.emailengine.workflows.model;

import java.util.regex.Pattern;

/**
 * Checks shared by the values of this package; every refusal says which rule was broken, never the
 * whole input.
 */
final class Rule {
  private Rule() {}

  static String matches(String value, Pattern allowed, String rule) {
    if (!allowed.matcher(value).matches()) {
      throw new InvalidValueException(rule);
    }
    return value;
  }
}
