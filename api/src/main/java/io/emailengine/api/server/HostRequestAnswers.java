package io.emailengine.api.server;

import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.Problem;
import io.emailengine.api.temporal.HostProblems;
import io.emailengine.store.json.Json;
import io.emailengine.store.server.ConfigReport;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.UnadoptReport;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.springframework.stereotype.Component;

/** What became of requests to hosts, in the words in which their callers would have read it. */
@Component
class HostRequestAnswers {
  private final AdoptAnswers adoptions;

  HostRequestAnswers(AdoptAnswers adoptions) {
    this.adoptions = adoptions;
  }

  /** The edited file stands; {@code accepts} is its sha, {@code changes} what it changed. */
  @Schema(name = "DriftAccepted")
  record Accepted(String server, String accepts, String changes) {}

  /** The host's own addresses. */
  @Schema(name = "HostAddresses")
  record Addresses(List<String> addresses) {}

  /**
   * @param asked one that was answered
   */
  Object of(HostRequestRow asked) {
    Json answer;
    try {
      answer = HostProblems.answerOf(asked);
    } catch (ApiException refused) {
      return Problem.of(refused);
    }
    return switch (asked.kind()) {
      case ADOPT -> adoptions.of(asked, answer);
      case UNADOPT -> answer.as(UnadoptReport.class);
      case OVERRIDE, ROLLBACK -> ChangeAnswers.Changed.of(answer.as(ConfigReport.class));
      case ACCEPT -> answer.as(Accepted.class);
      case INSPECT -> answer.as(Addresses.class);
    };
  }
}
