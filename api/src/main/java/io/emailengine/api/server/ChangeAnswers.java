package io.emailengine.api.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.emailengine.api.idempotency.Idempotent.Served;
import io.emailengine.api.temporal.HostProblems;
import io.emailengine.store.server.ConfigReport;
import io.emailengine.store.server.HostRequestRow;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** What came of a person's change of a configuration. */
final class ChangeAnswers {
  private ChangeAnswers() {}

  /**
   * What runs by the change.
   *
   * @param diff from the version before, secrets masked; empty if nothing changed
   */
  @Schema(name = "ConfigChange")
  record Changed(
      String server,
      int version,
      String sha256,
      @JsonInclude @Nullable String commit,
      String diff,
      List<Warning> warnings) {
    static Changed of(ConfigReport report) {
      return new Changed(
          report.server(),
          report.version(),
          report.sha256(),
          report.commit(),
          report.diff(),
          report.warnings().stream()
              .map(w -> new Warning(w.code(), w.address(), w.message()))
              .toList());
    }
  }

  /** Something that a person should know; {@code code} is a stable word. */
  @Schema(name = "ConfigWarning")
  record Warning(String code, @JsonInclude @Nullable String address, String message) {}

  /** It takes longer than a caller waits; the request says what came of it. */
  @Schema(name = "HostRequestAccepted")
  record Accepted(String server, String request) {}

  /**
   * 200 with what runs, or 202 with a Location if the host has not answered yet.
   *
   * @throws io.emailengine.api.problem.ApiException if the change was refused
   */
  static Served of(String server, HostRequestRow asked) {
    return asked.status() == null
        ? accepted(server, asked)
        : done(Changed.of(HostProblems.answerOf(asked).as(ConfigReport.class)));
  }

  /** 200: the host did it. */
  static Served done(Object body) {
    return new Served(ResponseEntity.ok(body), true);
  }

  /** 202: look at the request. */
  static Served accepted(String server, HostRequestRow asked) {
    return new Served(
        ResponseEntity.accepted()
            .header("Location", "/api/v2/servers/" + server + "/requests/" + asked.id())
            .body(new Accepted(server, asked.id().toString())),
        asked.status() != null);
  }
}
