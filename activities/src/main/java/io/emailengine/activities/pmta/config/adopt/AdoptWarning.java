package io.emailengine.activities.pmta.config.adopt;

import static java.util.Objects.requireNonNull;

/**
 * Something a person should know about the configuration that does not stand in the way of
 * adoption.
 *
 * @param code stable word for programs, such as {@code several-addresses}
 * @param line from 1
 */
public record AdoptWarning(String code, String file, int line, String message) {
  public AdoptWarning {
    requireNonNull(code, "code is null");
    requireNonNull(file, "file is null");
    requireNonNull(message, "message is null");
  }
}
