package io.emailengine.api.server;

import io.emailengine.api.idempotency.Idempotent;
import io.emailengine.api.idempotency.Idempotent.Served;
import io.emailengine.api.temporal.HostRequests;
import io.emailengine.store.json.Json;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.OverrideRequest;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.model.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A person's override of named IPs, all or nothing. The same one twice is one. */
@RestController
@RequestMapping("/api/v2/powermta/config")
@Tag(name = "PowerMTA")
class OverrideController {
  private final Transactions transactions;
  private final OverrideServer server;
  private final HostRequests hosts;
  private final Idempotent idempotent;

  OverrideController(
      Transactions transactions, OverrideServer server, HostRequests hosts, Idempotent idempotent) {
    this.transactions = transactions;
    this.server = server;
    this.hosts = hosts;
    this.idempotent = idempotent;
  }

  @PutMapping
  @Operation(
      summary = "Overrides quota and status of IPs; what comes of it runs, or nothing changed")
  @ApiResponse(
      responseCode = "200",
      description = "Runs, or what would",
      content = @Content(schema = @Schema(implementation = ChangeAnswers.Changed.class)))
  @ApiResponse(
      responseCode = "202",
      description = "Goes on; see Location",
      content = @Content(schema = @Schema(implementation = ChangeAnswers.Accepted.class)))
  ResponseEntity<?> override(
      @RequestBody OverrideBody body,
      @RequestParam(defaultValue = "false") boolean dryRun,
      @RequestParam(defaultValue = "false") boolean force,
      HttpServletRequest request) {
    OverrideRequest asked = body.checked(dryRun, force);
    return idempotent.around(request, body, () -> ask(body, asked));
  }

  private Served ask(OverrideBody body, OverrideRequest asked) {
    ServerRow found = transactions.inScope(Scope.operator(), () -> server.of(body.server(), asked));
    HostRequestRow answered =
        hosts.ask(found, HostRequestKind.OVERRIDE, Json.of(asked), Actor.OPERATOR.name());
    return ChangeAnswers.of(found.name(), answered);
  }
}
