package io.emailengine.store.settings;

import java.util.List;

/**
 * The settings can't be used. Each problem names one variable and the rule it breaks, and never
 * repeats the value, which may be a secret typed into the wrong place.
 */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  SettingsException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One line per wrong variable, in the order of the documentation. */
  public List<String> problems() {
    return problems;
  }
}
