package io.emailengine.api.server;

import io.emailengine.api.Reasons;
import io.emailengine.api.idempotency.Idempotent;
import io.emailengine.api.idempotency.Idempotent.Served;
import io.emailengine.api.problem.ApiException;
import io.emailengine.api.temporal.HostProblems;
import io.emailengine.api.temporal.HostRequests;
import io.emailengine.store.json.Json;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.UnadoptReport;
import io.emailengine.store.server.UnadoptRequest;
import io.emailengine.workflows.model.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Giving a host back as it was. */
@RestController
@RequestMapping("/api/v2/servers/{name}/unadopt")
@Tag(name = "PowerMTA")
class UnadoptController {
  private final Transactions transactions;
  private final ServerRepository servers;
  private final HostRequests hosts;
  private final Idempotent idempotent;

  UnadoptController(
      Transactions transactions,
      ServerRepository servers,
      HostRequests hosts,
      Idempotent idempotent) {
    this.transactions = transactions;
    this.servers = servers;
    this.hosts = hosts;
    this.idempotent = idempotent;
  }

  /** Body. */
  @Schema(name = "Unadopt")
  record UnadoptBody(
      @Schema(example = "we leave", requiredMode = Schema.RequiredMode.REQUIRED)
          @Nullable String reason) {}

  @PostMapping
  @Operation(
      summary =
          "Puts the operator's own blocks back where they stood, removes the engine's files, and retires the IPs")
  @ApiResponse(
      responseCode = "200",
      description = "Given back, or what would be",
      content = @Content(schema = @Schema(implementation = UnadoptReport.class)))
  @ApiResponse(
      responseCode = "202",
      description = "Goes on; see Location",
      content = @Content(schema = @Schema(implementation = ChangeAnswers.Accepted.class)))
  ResponseEntity<?> unadopt(
      @PathVariable String name,
      @RequestBody UnadoptBody body,
      @RequestParam(defaultValue = "false") boolean dryRun,
      HttpServletRequest request) {
    String reason = Reasons.required(body.reason());
    return idempotent.around(
        request, body, () -> unadopt(name, new UnadoptRequest(reason, dryRun)));
  }

  private Served unadopt(String name, UnadoptRequest wanted) {
    ServerRow server =
        transactions.inScope(
            Scope.operator(),
            () -> servers.findByName(name).orElseThrow(() -> ApiException.notFound("this server")));
    HostRequestRow answered =
        hosts.ask(server, HostRequestKind.UNADOPT, Json.of(wanted), Actor.OPERATOR.name());
    if (answered.status() == null) {
      return ChangeAnswers.accepted(name, answered);
    }
    return ChangeAnswers.done(HostProblems.answerOf(answered).as(UnadoptReport.class));
  }
}
