package io.emailengine.api.server;

import io.emailengine.api.idempotency.Idempotent;
import io.emailengine.api.idempotency.Idempotent.Served;
import io.emailengine.api.problem.ApiException;
import io.emailengine.api.temporal.HostProblems;
import io.emailengine.api.temporal.HostRequests;
import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.model.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A person's answers to an engine's file that somebody else has edited. */
@RestController
@RequestMapping("/api/v2/servers/{name}/drift")
@Tag(name = "PowerMTA")
class DriftController {
  private final Transactions transactions;
  private final Idempotent idempotent;
  private final ServerRepository servers;
  private final HostRequests hosts;
  private final AuditRepository audit;
  private final OutboxRepository outbox;
  private final Clock clock;

  DriftController(
      Transactions transactions,
      Idempotent idempotent,
      ServerRepository servers,
      HostRequests hosts,
      AuditRepository audit,
      OutboxRepository outbox,
      Clock clock) {
    this.transactions = transactions;
    this.idempotent = idempotent;
    this.servers = servers;
    this.hosts = hosts;
    this.audit = audit;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Whose file, and the sha of what will be overwritten. */
  @Schema(name = "DriftOverwrite")
  record OverwriteAnswer(String server, String overwrites) {}

  @PostMapping("/accept")
  @Operation(
      summary = "Answers drift: the edited file stands; its caps are taken over as a person's wish")
  @ApiResponse(
      responseCode = "202",
      description = "Accepted; see Location",
      content = @Content(schema = @Schema(implementation = ChangeAnswers.Accepted.class)))
  ResponseEntity<?> accept(@PathVariable String name, HttpServletRequest request) {
    return idempotent.around(request, null, () -> accepted(name));
  }

  private Served accepted(String name) {
    ServerRow server =
        transactions.inScope(
            Scope.operator(),
            () -> servers.findByName(name).orElseThrow(() -> ApiException.notFound("this server")));
    if (server.driftSha() == null) {
      throw notDrifted(name);
    }
    HostRequestRow asked =
        hosts.ask(server, HostRequestKind.ACCEPT, Json.EMPTY_OBJECT, Actor.OPERATOR.name());
    if (asked.status() != null) {
      HostProblems.answerOf(asked);
    }
    return ChangeAnswers.accepted(name, asked);
  }

  private static ApiException notDrifted(String name) {
    return ApiException.conflict("not-drifted", name + " has no drift to answer");
  }

  @PostMapping("/overwrite")
  @Operation(
      summary =
          "Answers drift: the engine's version goes over the edited file, of which a copy is kept")
  @ApiResponse(
      responseCode = "202",
      description = "Will be overwritten",
      content = @Content(schema = @Schema(implementation = OverwriteAnswer.class)))
  ResponseEntity<?> overwrite(@PathVariable String name, HttpServletRequest request) {
    return idempotent.run(
        request,
        null,
        () -> {
          ServerRow server =
              servers.lockByName(name).orElseThrow(() -> ApiException.notFound("this server"));
          if (server.driftSha() == null) {
            throw notDrifted(name);
          }
          Instant now = clock.instant();
          servers.answerDrift(server.id(), Actor.OPERATOR.name());
          servers.bumpDesired(server.id(), now, false, true);
          audit.insert(
              AuditRow.of(
                  now,
                  null,
                  Actor.OPERATOR.name(),
                  "server.drift-overwrite",
                  name,
                  Json.of(Map.of("sha256", Objects.requireNonNull(server.driftSha())))));
          outbox.insert(OutboxRow.wakeServer(name, now));
          return ResponseEntity.accepted().body(new OverwriteAnswer(name, server.driftSha()));
        });
  }
}
