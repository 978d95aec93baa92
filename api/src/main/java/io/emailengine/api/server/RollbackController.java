package io.emailengine.api.server;

import io.emailengine.api.Reasons;
import io.emailengine.api.idempotency.Idempotent;
import io.emailengine.api.idempotency.Idempotent.Served;
import io.emailengine.api.problem.ApiException;
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
import io.emailengine.store.server.RollbackRequest;
import io.emailengine.store.server.ServerPin;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.version.ConfigVersionRepository;
import io.emailengine.store.version.ConfigVersionSummary;
import io.emailengine.store.version.VersionStatus;
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
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Makes an old version run again and pins the server to it, until a person lets the plan go on. */
@RestController
@RequestMapping("/api/v2/servers/{name}")
@Tag(name = "PowerMTA")
class RollbackController {
  private final Transactions transactions;
  private final Idempotent idempotent;
  private final ServerRepository servers;
  private final ConfigVersionRepository versions;
  private final HostRequests hosts;
  private final AuditRepository audit;
  private final OutboxRepository outbox;
  private final Clock clock;

  RollbackController(
      Transactions transactions,
      Idempotent idempotent,
      ServerRepository servers,
      ConfigVersionRepository versions,
      HostRequests hosts,
      AuditRepository audit,
      OutboxRepository outbox,
      Clock clock) {
    this.transactions = transactions;
    this.idempotent = idempotent;
    this.servers = servers;
    this.versions = versions;
    this.hosts = hosts;
    this.audit = audit;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Why. */
  @Schema(name = "Rollback")
  record RollbackBody(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String reason) {}

  /** The server, and the version that it was pinned to; null: to none. */
  @Schema(name = "Unpinned")
  record UnpinAnswer(String server, @Nullable Integer wasPinned) {}

  @PostMapping("/config/versions/{n}/rollback")
  @Operation(summary = "Runs an old version again, under today's stops and caps, and pins it")
  @ApiResponse(
      responseCode = "200",
      description = "Runs, and is pinned",
      content = @Content(schema = @Schema(implementation = ChangeAnswers.Changed.class)))
  @ApiResponse(
      responseCode = "202",
      description = "Goes on; see Location",
      content = @Content(schema = @Schema(implementation = ChangeAnswers.Accepted.class)))
  ResponseEntity<?> rollback(
      @PathVariable String name,
      @PathVariable int n,
      @RequestBody RollbackBody body,
      HttpServletRequest request) {
    RollbackRequest asked = new RollbackRequest(n, Reasons.required(body.reason()));
    return idempotent.around(request, body, () -> ask(name, asked));
  }

  private Served ask(String name, RollbackRequest asked) {
    ServerRow server = transactions.inScope(Scope.operator(), () -> withVersion(name, asked));
    HostRequestRow answered =
        hosts.ask(server, HostRequestKind.ROLLBACK, Json.of(asked), Actor.OPERATOR.name());
    return ChangeAnswers.of(name, answered);
  }

  private ServerRow withVersion(String name, RollbackRequest asked) {
    ServerRow server =
        servers.findByName(name).orElseThrow(() -> ApiException.notFound("this server"));
    ConfigVersionSummary version =
        versions
            .findSummary(server.id(), asked.version())
            .filter(row -> row.status() == VersionStatus.APPLIED)
            .orElseThrow(() -> ApiException.notFound("this version"));
    if (!server.adopted()) {
      throw ApiException.conflict(
          "server-not-adopted",
          name + " is not adopted any more; version " + version.n() + " can't run on it");
    }
    return server;
  }

  @DeleteMapping("/pin")
  @Operation(
      summary = "Lets the plan go on after a rollback; what rises by it waits for the raise window")
  @ApiResponse(
      responseCode = "202",
      description = "Not pinned; the plan is rendered",
      content = @Content(schema = @Schema(implementation = UnpinAnswer.class)))
  ResponseEntity<?> unpin(@PathVariable String name, HttpServletRequest request) {
    return idempotent.run(
        request,
        null,
        () -> {
          ServerRow server =
              servers.lockByName(name).orElseThrow(() -> ApiException.notFound("this server"));
          ServerPin pin = server.pin();
          if (pin != null) {
            Instant now = clock.instant();
            servers.unpin(server.id());
            servers.bumpDesired(server.id(), now, false, true);
            audit.insert(
                AuditRow.of(
                    now,
                    null,
                    Actor.OPERATOR.name(),
                    "server.unpin",
                    name,
                    Json.of(Map.of("version", pin.version()))));
            outbox.insert(OutboxRow.wakeServer(name, now));
          }
          return ResponseEntity.accepted()
              .body(new UnpinAnswer(name, pin == null ? null : pin.version()));
        });
  }
}
