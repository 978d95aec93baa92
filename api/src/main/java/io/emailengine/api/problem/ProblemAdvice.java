package io.emailengine.api.problem;

import io.emailengine.workflows.model.InvalidValueException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Turns every exception into a problem that says what its sender can mend, and nothing of our
 * insides.
 */
@RestControllerAdvice
class ProblemAdvice {
  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler
  ResponseEntity<Problem> api(ApiException e) {
    return ResponseEntity.status(e.status())
        .contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE))
        .body(Problem.of(e));
  }

  @ExceptionHandler
  ResponseEntity<Problem> value(InvalidValueException e) {
    return api(ApiException.invalid("request", "value", String.valueOf(e.getMessage())));
  }

  @ExceptionHandler
  ResponseEntity<Problem> unreadable(HttpMessageNotReadableException e) {
    Throwable cause = e.getCause();
    if (cause instanceof ApiException problem) {
      return api(problem);
    }
    if (cause instanceof UnrecognizedPropertyException unknown) {
      return api(
          ApiException.invalid(
              path(unknown), "unknown-property", "is not a property of this request"));
    }
    if (cause instanceof InputCoercionException large) {
      return api(ApiException.invalid(path(large), "range", "is too large a number"));
    }
    if (cause instanceof MismatchedInputException more
        && String.valueOf(more.getOriginalMessage()).startsWith("Trailing token")) {
      return api(
          ApiException.invalid("body", "trailing", "must be one JSON value and nothing after it"));
    }
    if (cause instanceof DatabindException wrong) {
      return api(
          ApiException.invalid(
              path(wrong), "type", "does not have the type that this property has"));
    }
    if (cause instanceof StreamReadException broken) {
      String where =
          broken.getLocation() == null
              ? ""
              : " (line "
                  + broken.getLocation().getLineNr()
                  + ", column "
                  + broken.getLocation().getColumnNr()
                  + ")";
      boolean twice = String.valueOf(broken.getOriginalMessage()).startsWith("Duplicate");
      return api(
          ApiException.invalid(
              "body",
              twice ? "duplicate-property" : "json",
              (twice ? "names a property twice" : "is not valid JSON") + where));
    }
    return api(ApiException.invalid("body", "required", "is missing or cannot be read"));
  }

  private static String path(JacksonException e) {
    StringBuilder plain = new StringBuilder();
    for (JacksonException.Reference step : e.getPath()) {
      if (step.getPropertyName() != null) {
        plain.append(plain.isEmpty() ? "" : ".").append(step.getPropertyName());
      } else if (step.getIndex() >= 0) {
        plain.append('[').append(step.getIndex()).append(']');
      }
    }
    return plain.isEmpty() ? "body" : printable(plain.toString());
  }

  /**
   * A property's name is the sender's text: it comes back without control characters and not at any
   * length.
   */
  private static String printable(String text) {
    String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
    return clean.length() <= 100 ? clean : clean.substring(0, 100);
  }

  @ExceptionHandler
  ResponseEntity<Problem> parameter(MethodArgumentTypeMismatchException e) {
    return api(
        ApiException.invalid(
            e.getName(), "type", "does not have the type that this parameter has"));
  }

  @ExceptionHandler
  ResponseEntity<Problem> parameter(MissingServletRequestParameterException e) {
    return api(ApiException.invalid(e.getParameterName(), "required", "is required"));
  }

  @ExceptionHandler({
    TransientDataAccessException.class,
    DataAccessResourceFailureException.class,
    CannotCreateTransactionException.class
  })
  ResponseEntity<Problem> busy(RuntimeException e) {
    log.warn("a request failed on the database: {}", e.toString());
    ResponseEntity<Problem> answer =
        api(
            ApiException.of(
                503,
                "temporarily-unavailable",
                "The database could not take the request. Try again.",
                List.of()));
    return ResponseEntity.status(503)
        .headers(answer.getHeaders())
        .header("Retry-After", "2")
        .body(answer.getBody());
  }

  @ExceptionHandler({
    DataIntegrityViolationException.class,
    OptimisticLockingFailureException.class
  })
  ResponseEntity<Problem> conflict(RuntimeException e) {
    log.info("a request lost against another one: {}", e.toString());
    return api(
        ApiException.conflict(
            "conflict", "another request changed the same thing at the same time; look again"));
  }

  @ExceptionHandler
  ResponseEntity<Problem> rest(Exception e, HttpServletRequest request) {
    if (e instanceof ErrorResponse known && known.getStatusCode().value() < 500) {
      ApiException problem = StatusProblems.of(known.getStatusCode().value());
      return ResponseEntity.status(problem.status())
          .headers(known.getHeaders())
          .contentType(MediaType.parseMediaType(Problem.MEDIA_TYPE))
          .body(Problem.of(problem));
    }
    log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
    return api(
        ApiException.of(
            500, "internal-error", "Something went wrong here; the log has more.", List.of()));
  }
}
