package io.emailengine.activities.pmta.config.grammar;

import static java.util.Objects.requireNonNull;

/**
 * Something in a file that keeps the engine from changing it safely. No part of it holds a value of
 * the file that could be a secret.
 *
 * @param code stable word for programs, such as {@code unclosed-block}
 * @param line from 1
 */
public record ConfigProblem(String code, String file, int line, String message) {
  public ConfigProblem {
    requireNonNull(code, "code is null");
    requireNonNull(file, "file is null");
    requireNonNull(message, "message is null");
  }
}
