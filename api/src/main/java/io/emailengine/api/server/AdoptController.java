package io.emailengine.api.server;

import io.emailengine.api.idempotency.Idempotent;
import io.emailengine.api.idempotency.Idempotent.Served;
import io.emailengine.api.ip.AdoptedIps;
import io.emailengine.api.problem.ApiException;
import io.emailengine.api.temporal.HostProblems;
import io.emailengine.api.temporal.HostRequests;
import io.emailengine.store.json.Json;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.workflows.model.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
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

/**
 * Taking over a host's configuration. Asking twice is asking once: an adopted host has nothing new
 * to take over.
 */
@RestController
@RequestMapping("/api/v2/servers/{name}/adopt")
@Tag(name = "PowerMTA")
class AdoptController {
  private final Transactions transactions;
  private final ServerRepository servers;
  private final TenantRepository tenants;
  private final HostRequests hosts;
  private final AdoptedIps adoptedIps;
  private final AdoptAnswers answers;
  private final Idempotent idempotent;

  AdoptController(
      Transactions transactions,
      ServerRepository servers,
      TenantRepository tenants,
      HostRequests hosts,
      AdoptedIps adoptedIps,
      AdoptAnswers answers,
      Idempotent idempotent) {
    this.transactions = transactions;
    this.servers = servers;
    this.tenants = tenants;
    this.hosts = hosts;
    this.adoptedIps = adoptedIps;
    this.answers = answers;
    this.idempotent = idempotent;
  }

  @PostMapping
  @Operation(
      summary = "Takes over virtual MTAs and pools; every other byte of the configuration stays")
  @ApiResponse(
      responseCode = "200",
      description = "Adopted, or what would be",
      content = @Content(schema = @Schema(implementation = AdoptAnswers.AdoptAnswer.class)))
  @ApiResponse(
      responseCode = "202",
      description = "Goes on; see Location",
      content = @Content(schema = @Schema(implementation = ChangeAnswers.Accepted.class)))
  ResponseEntity<?> adopt(
      @PathVariable String name,
      @RequestBody(required = false) @Nullable AdoptBody body,
      @RequestParam(defaultValue = "false") boolean dryRun,
      @Parameter(description = "takes over a host that another instance of the engine has adopted")
          @RequestParam(defaultValue = "false")
          boolean force,
      HttpServletRequest request) {
    AdoptBody asked = AdoptBody.orEmpty(body);
    AdoptRequest wanted =
        new AdoptRequest(
            asked.checkedPools(), adoptedIps.checked(name, asked.givenIps()), dryRun, force);
    return idempotent.around(request, asked, () -> adopt(name, asked, wanted));
  }

  private Served adopt(String name, AdoptBody asked, AdoptRequest wanted) {
    ServerRow server = transactions.inScope(Scope.operator(), () -> find(name, asked));
    HostRequestRow answered =
        hosts.ask(server, HostRequestKind.ADOPT, Json.of(wanted), Actor.OPERATOR.name());
    if (answered.status() == null) {
      return ChangeAnswers.accepted(name, answered);
    }
    return ChangeAnswers.done(answers.of(answered, HostProblems.answerOf(answered)));
  }

  private ServerRow find(String name, AdoptBody asked) {
    ServerRow server =
        servers.findByName(name).orElseThrow(() -> ApiException.notFound("this server"));
    for (String slug : asked.tenants()) {
      if (tenants.findBySlug(slug).isEmpty()) {
        throw ApiException.impossible("no-such-tenant", "pools", "there is no tenant " + slug);
      }
    }
    return server;
  }
}
