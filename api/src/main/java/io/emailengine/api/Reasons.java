package io.emailengine.api;

import io.emailengine.api.problem.ApiException;
import org.jspecify.annotations.Nullable;

/** Why a person does something, as the person says it. */
public final class Reasons {
  private static final int LONGEST = 500;

  private Reasons() {}

  /**
   * @throws ApiException 400 if there is none, or it is not one line
   */
  public static String required(@Nullable String reason) {
    String given = optional(reason);
    if (given == null) {
      throw ApiException.invalid("reason", "required", "is required");
    }
    return given;
  }

  /**
   * @return null if there is none
   * @throws ApiException 400 if it is not one line
   */
  public static @Nullable String optional(@Nullable String reason) {
    if (reason == null || reason.isBlank()) {
      return null;
    }
    if (!OneLine.fits(reason, LONGEST)) {
      throw ApiException.invalid(
          "reason", "text", "must be one line of at most " + LONGEST + " characters");
    }
    return reason;
  }
}
