package io.emailengine.api.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.Problem;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.HostRequestRepository;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.UnadoptReport;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What became of a request whose caller did not wait any longer. */
@RestController
@Tag(name = "PowerMTA")
class HostRequestController {
  private final Transactions transactions;
  private final ServerRepository servers;
  private final HostRequestRepository requests;
  private final HostRequestAnswers answers;

  HostRequestController(
      Transactions transactions,
      ServerRepository servers,
      HostRequestRepository requests,
      HostRequestAnswers answers) {
    this.transactions = transactions;
    this.servers = servers;
    this.requests = requests;
    this.answers = answers;
  }

  /**
   * A request to a host.
   *
   * @param status HTTP status of its answer; null: not answered yet
   * @param answer what its caller would have got; null: not answered yet
   */
  @Schema(name = "HostRequest")
  record RequestAnswer(
      String id,
      @Schema(allowableValues = {"adopt", "inspect", "unadopt", "override", "rollback", "accept"})
          String kind,
      Instant createdAt,
      @JsonInclude @Nullable Instant answeredAt,
      @JsonInclude @Nullable Integer status,
      @Schema(
              anyOf = {
                ChangeAnswers.Changed.class,
                AdoptAnswers.AdoptAnswer.class,
                UnadoptReport.class,
                HostRequestAnswers.Accepted.class,
                HostRequestAnswers.Addresses.class,
                Problem.class
              })
          @JsonInclude
          @Nullable Object answer) {}

  private RequestAnswer answer(HostRequestRow row) {
    return new RequestAnswer(
        row.id().toString(),
        row.kind().wireName(),
        row.createdAt(),
        row.answeredAt(),
        row.status(),
        row.status() == null ? null : answers.of(row));
  }

  @GetMapping("/api/v2/servers/{name}/requests/{id}")
  @Operation(summary = "What became of a request to a host")
  RequestAnswer one(@PathVariable String name, @PathVariable String id) {
    return transactions.inScope(
        Scope.operator(),
        () -> {
          ServerRow server =
              servers.findByName(name).orElseThrow(() -> ApiException.notFound("this server"));
          return requests
              .findById(uuid(id))
              .filter(row -> row.serverId().equals(server.id()))
              .map(this::answer)
              .orElseThrow(HostRequestController::unknown);
        });
  }

  private static UUID uuid(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
  }

  private static ApiException unknown() {
    return ApiException.notFound("this request");
  }
}
