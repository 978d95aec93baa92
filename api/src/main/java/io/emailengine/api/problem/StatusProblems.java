package io.emailengine.api.problem;

import java.util.List;

/** Problems for what is known by its HTTP status only. */
final class StatusProblems {
  private StatusProblems() {}

  static ApiException of(int status) {
    return ApiException.of(status, type(status), detail(status), List.of());
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "unauthorized";
      case 404 -> "not-found";
      case 405 -> "method-not-allowed";
      case 406 -> "not-acceptable";
      case 413 -> "body-too-large";
      case 414, 431 -> "header-too-large";
      case 415 -> "unsupported-media-type";
      case 501, 505 -> "not-supported";
      case 503 -> "temporarily-unavailable";
      default -> status >= 500 ? "internal-error" : "invalid-request";
    };
  }

  private static String detail(int status) {
    return switch (status) {
      case 401 -> "give the key in the header X-API-Key or as a bearer token";
      case 404 -> "there is no such route";
      case 405 -> "this route does not take this method";
      case 406 -> "answers are application/json";
      case 413 -> "the body is too large";
      case 414, 431 -> "the request's line and headers are too long";
      case 415 -> "bodies are application/json";
      case 501, 505 -> "HTTP/1.1 with a content length or chunks is understood here";
      case 503 -> "not now; try again";
      default ->
          status >= 500
              ? "Something went wrong here; the log has more."
              : "the request is not well-formed HTTP";
    };
  }
}
