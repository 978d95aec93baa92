package io.emailengine.api.server;

import io.emailengine.api.ip.AdoptedIps;
import io.emailengine.api.ip.AdoptedIps.AdoptIp;
import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.ApiException.FieldError;
import io.emailengine.api.temporal.HostRequests;
import io.emailengine.store.json.Json;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.PoolName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final HostRequests hosts;
  private final AdoptedIps adoptedIps;

  AdoptController(
      Transactions transactions,
      ServerRepository servers,
      HostRequests hosts,
      AdoptedIps adoptedIps) {
    this.transactions = transactions;
    this.servers = servers;
    this.hosts = hosts;
    this.adoptedIps = adoptedIps;
  }

  /** Body of an adoption; may be left out. */
  @Schema(name = "Adopt")
  record AdoptBody(
      @Schema(
              description = "pool → tenant/purpose",
              example = "{\"pmta-pool\":\"default/marketing\"}")
          @Nullable Map<String, String> pools,
      @Nullable List<AdoptIp> ips) {}

  /** What was found and done. */
  @Schema(name = "AdoptReport")
  record AdoptAnswer(
      String server,
      boolean dryRun,
      List<AdoptReport.Vmta> vmtas,
      List<AdoptReport.Pool> pools,
      List<?> ips,
      List<AdoptReport.Warning> warnings,
      List<String> files,
      String diff) {}

  @PostMapping
  @Operation(
      summary = "Takes over virtual MTAs and pools; every other byte of the configuration stays")
  ResponseEntity<?> adopt(
      @PathVariable String name,
      @RequestBody(required = false) @Nullable AdoptBody body,
      @RequestParam(defaultValue = "false") boolean dryRun,
      @RequestParam(defaultValue = "false") boolean force) {
    if (force) {
      throw ApiException.notAvailableYet("force");
    }
    Map<String, String> pools =
        body == null ? Map.of() : Objects.requireNonNullElse(body.pools(), Map.of());
    List<AdoptIp> ips =
        body == null ? List.of() : Objects.requireNonNullElse(body.ips(), List.of());
    check(pools);
    adoptedIps.check(name, ips);
    ServerRow server =
        transactions.inScope(
            Scope.operator(),
            () -> servers.findByName(name).orElseThrow(() -> ApiException.notFound("this server")));
    HostRequestRow answered =
        hosts.ask(
            server,
            HostRequestKind.ADOPT,
            Json.of(new AdoptRequest(pools, dryRun)),
            Actor.OPERATOR.name());
    Integer status = answered.status();
    Json answer = answered.answer();
    if (status == null || answer == null) {
      return ResponseEntity.accepted()
          .header("Location", "/api/v2/servers/" + name)
          .body(Map.of("server", name, "request", answered.id()));
    }
    if (status >= 400) {
      throw problem(status, answer.as(HostProblem.class));
    }
    AdoptReport report = answer.as(AdoptReport.class);
    List<?> registered = dryRun ? ips : adoptedIps.register(name, ips);
    return ResponseEntity.ok(
        new AdoptAnswer(
            name,
            report.dryRun(),
            report.vmtas(),
            report.pools(),
            registered,
            report.warnings(),
            report.files(),
            report.diff()));
  }

  private static void check(Map<String, String> pools) {
    List<FieldError> errors = new ArrayList<>();
    pools.forEach(
        (pool, target) -> {
          try {
            new PoolName(pool);
          } catch (InvalidValueException e) {
            errors.add(new FieldError("pools", "format", "a pool's name " + e.getMessage()));
            return;
          }
          if (target == null || !target.matches("[a-z][a-z0-9]{0,31}/[a-z][a-z0-9-]{0,31}")) {
            errors.add(
                new FieldError(
                    "pools." + pool, "format", "must be tenant/purpose, as in default/marketing"));
          }
        });
    if (!errors.isEmpty()) {
      throw ApiException.invalid(errors);
    }
  }

  private static ApiException problem(int status, HostProblem problem) {
    List<FieldError> errors =
        problem.reasons().stream()
            .map(
                reason -> {
                  String place =
                      reason.file() == null
                          ? ""
                          : reason.file()
                              + (reason.line() == null ? "" : " line " + reason.line())
                              + ": ";
                  return new FieldError(reason.code(), problem.type(), place + reason.message());
                })
            .toList();
    return ApiException.of(status, problem.type(), problem.detail(), errors);
  }
}
