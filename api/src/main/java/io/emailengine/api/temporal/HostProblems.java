package io.emailengine.api.temporal;

import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.ApiException.FieldError;
import io.emailengine.store.json.Json;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.HostRequestRow;
import java.util.List;

/** What a host refused, in the words of the api. */
public final class HostProblems {
  private HostProblems() {}

  /**
   * The answer of a request that went well.
   *
   * @throws ApiException if the host refused it, or has not answered
   */
  public static Json answerOf(HostRequestRow asked) {
    Integer status = asked.status();
    Json answer = asked.answer();
    if (status == null || answer == null) {
      throw ApiException.of(
          503, "host-unreachable", "The host did not answer in time. Try again.", List.of());
    }
    if (status >= 400) {
      throw problem(status, answer.as(HostProblem.class));
    }
    return answer;
  }

  private static ApiException problem(int status, HostProblem problem) {
    List<FieldError> errors =
        problem.reasons().stream()
            .map(
                reason ->
                    new FieldError(
                        reason.code(),
                        problem.type(),
                        reason.message(),
                        reason.file(),
                        reason.line()))
            .toList();
    return ApiException.of(status, problem.type(), problem.detail(), errors);
  }
}
