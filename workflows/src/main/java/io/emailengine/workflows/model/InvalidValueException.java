package io.emailengine.workflows.model;

/**
 * A value broke the rule of its type. The message is the rule, in words for the person who typed
 * it; it never repeats the input, which may hold control characters.
 */
public final class InvalidValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public InvalidValueException(String rule) {
    super(rule);
  }
}
