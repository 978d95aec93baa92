package io.emailengine.activities.pmta.config.plan;

import static java.util.Objects.requireNonNull;

/**
 * A change that nobody decided.
 *
 * @param code {@code rise-without-decision} or {@code would-disappear}
 * @param name of the virtual MTA or pool
 */
public record GuardRefusal(String code, String name, String message) {
  public GuardRefusal {
    requireNonNull(code, "code is null");
    requireNonNull(name, "name is null");
    requireNonNull(message, "message is null");
  }
}
