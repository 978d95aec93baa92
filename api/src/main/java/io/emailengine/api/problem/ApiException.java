package io.emailengine.api.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.emailengine.store.intent.IntentRefused;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be served, and why, in words for its sender. Nothing was changed: it rolls
 * the transaction back.
 */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String type;
  private final transient List<FieldError> errors;

  /**
   * One bad field: where, which rule, and what to do.
   *
   * @param file of the host, if the fault is in one
   * @param line in that file, from 1
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record FieldError(
      @Schema(example = "purpose") String field,
      @Schema(example = "required") String rule,
      @Schema(example = "is required") String message,
      @Nullable String file,
      @Nullable Integer line) {
    public FieldError(String field, String rule, String message) {
      this(field, rule, message, null, null);
    }
  }

  private ApiException(int status, String type, String detail, List<FieldError> errors) {
    super(detail);
    this.status = status;
    this.type = type;
    this.errors = List.copyOf(errors);
  }

  /** 400: this field breaks this rule. */
  public static ApiException invalid(String field, String rule, String message) {
    return invalid(List.of(new FieldError(field, rule, message)));
  }

  /** 400: these fields break these rules. */
  public static ApiException invalid(List<FieldError> errors) {
    FieldError first = errors.get(0);
    return new ApiException(400, "invalid-request", first.field() + " " + first.message(), errors);
  }

  /** 400: a field or route whose effect is not built; refused, never accepted and ignored. */
  public static ApiException notAvailableYet(String what) {
    return new ApiException(
        400,
        "not-available-yet",
        what + " is not available yet",
        List.of(new FieldError(what, "not-available-yet", "is not available yet")));
  }

  public static ApiException notFound(String what) {
    return new ApiException(404, "not-found", what + " does not exist", List.of());
  }

  public static ApiException conflict(String type, String detail) {
    return new ApiException(409, type, detail, List.of());
  }

  /** 422: understood, and impossible as things are; names the field if one is to blame. */
  public static ApiException impossible(String type, String field, String detail) {
    return new ApiException(422, type, detail, List.of(new FieldError(field, type, detail)));
  }

  public static ApiException of(int status, String type, String detail, List<FieldError> errors) {
    return new ApiException(status, type, detail, errors);
  }

  /** As the store says it. */
  public static ApiException of(IntentRefused refused) {
    String field = refused.field();
    List<FieldError> errors =
        field == null
            ? List.of()
            : List.of(new FieldError(field, refused.code(), refused.detail()));
    return switch (refused.kind()) {
      case INVALID -> invalid(errors);
      case CONFLICT -> new ApiException(409, refused.code(), refused.detail(), errors);
      case IMPOSSIBLE -> new ApiException(422, refused.code(), refused.detail(), errors);
    };
  }

  public int status() {
    return status;
  }

  /** Stable word; becomes the problem's type. */
  public String type() {
    return type;
  }

  public List<FieldError> errors() {
    return errors;
  }
}
