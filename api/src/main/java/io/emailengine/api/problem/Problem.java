package io.emailengine.api.problem;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** An error in answers, RFC 9457. {@code type} is stable; {@code errors} names each bad field. */
@Schema(name = "Problem")
public record Problem(
    @Schema(example = "/problems/invalid-request") String type,
    @Schema(example = "Invalid request") String title,
    @Schema(example = "400") int status,
    @Schema(example = "purpose is required") String detail,
    List<ApiException.FieldError> errors) {
  static final String MEDIA_TYPE = "application/problem+json";

  public static Problem of(ApiException e) {
    String title =
        Character.toUpperCase(e.type().charAt(0)) + e.type().substring(1).replace('-', ' ');
    return new Problem(
        "/problems/" + e.type(), title, e.status(), String.valueOf(e.getMessage()), e.errors());
  }
}
