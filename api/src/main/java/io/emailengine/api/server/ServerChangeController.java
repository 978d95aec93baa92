package io.emailengine.api.server;

import static java.util.Objects.requireNonNullElse;

import io.emailengine.api.idempotency.Idempotent;
import io.emailengine.api.problem.ApiException;
import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.seal.Sealed;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.model.InvalidValueException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Changes and forgets PowerMTA hosts. What lies on a host is touched by neither. */
@RestController
@RequestMapping("/api/v2/servers/{name}")
@Tag(name = "PowerMTA")
class ServerChangeController {
  /** Why a server waits whose way was changed and not tried yet. */
  private static final String NOT_TRIED = "not-tried-yet";

  private final Idempotent idempotent;
  private final ServerRepository servers;
  private final SendingIpRepository ips;
  private final ServerAnswers answers;
  private final AuditRepository audit;
  private final OutboxRepository outbox;
  private final StartedEngine engine;
  private final Clock clock;

  ServerChangeController(
      Idempotent idempotent,
      ServerRepository servers,
      SendingIpRepository ips,
      ServerAnswers answers,
      AuditRepository audit,
      OutboxRepository outbox,
      StartedEngine engine,
      Clock clock) {
    this.idempotent = idempotent;
    this.servers = servers;
    this.ips = ips;
    this.answers = answers;
    this.audit = audit;
    this.outbox = outbox;
    this.engine = engine;
    this.clock = clock;
  }

  @PatchMapping
  @Operation(summary = "Changes how a host is reached, or when its days begin")
  @ApiResponse(
      responseCode = "200",
      description = "Changed; it is tried at once",
      content = @Content(schema = @Schema(implementation = ServerAnswer.class)))
  ResponseEntity<?> change(
      @PathVariable String name, @RequestBody ServerPatch body, HttpServletRequest request) {
    ServerChange change = ServerChange.of(body);
    if (change.host() != null) {
      try {
        engine.assertLoopbackAllowed(change.host());
      } catch (InvalidValueException e) {
        throw ApiException.impossible("loopback-only", "host", String.valueOf(e.getMessage()));
      }
    }
    return idempotent.run(
        request, body, () -> ResponseEntity.ok(answers.of(changed(locked(name), change))));
  }

  private ServerRow changed(ServerRow row, ServerChange change) {
    if (change.movesTheFile(row) && row.adopted()) {
      throw ApiException.conflict(
          "server-adopted",
          row.name()
              + " is adopted, and its configPath can't be changed under it; unadopt it first");
    }
    Map<String, Object> changes = change.describe(row);
    if (changes.isEmpty()) {
      return row;
    }
    Instant now = clock.instant();
    write(row, change);
    if (change.movesTheWay(row)) {
      servers.tryAgain(row.id());
    }
    if (change.changesTheKey(row)) {
      servers.letGo(row.id(), ServerRow.HOST_KEY, ServerState.UNREACHABLE, NOT_TRIED, now);
    }
    if (change.movesTheDay(row)) {
      ips.findByServer(row.id()).forEach(ip -> outbox.insert(OutboxRow.wakeIp(ip.address(), now)));
    }
    outbox.insert(OutboxRow.wakeServer(row.name(), now));
    audit.insert(
        AuditRow.of(
            now, null, Actor.OPERATOR.name(), "server.change", row.name(), Json.of(changes)));
    return servers.findById(row.id()).orElseThrow();
  }

  private void write(ServerRow row, ServerChange change) {
    String key = change.privateKey();
    Sealed sealed =
        key == null
            ? row.privateKey()
            : engine.sealer().sealText(key, ServerRow.privateKeyPurpose(row.id()));
    servers.change(
        row.id(),
        requireNonNullElse(change.host(), row.host()),
        requireNonNullElse(change.port(), row.port()),
        requireNonNullElse(change.user(), row.login()),
        requireNonNullElse(change.hostKey(), row.hostKey()),
        sealed,
        key == null ? row.publicKey() : PrivateKeyText.publicLine(key).orElse(""),
        requireNonNullElse(change.configPath(), row.configPath()),
        requireNonNullElse(change.pmta(), row.pmtaPath()),
        change.timezone() == null ? row.timezone() : change.timezone(),
        requireNonNullElse(change.dayStart(), row.dayStart()));
  }

  @DeleteMapping
  @Operation(summary = "Forgets a host on which no IP lives; its files stay as they are")
  @ApiResponse(responseCode = "204", description = "Forgotten", content = @Content)
  ResponseEntity<?> forget(@PathVariable String name, HttpServletRequest request) {
    return idempotent.run(
        request,
        null,
        () -> {
          ServerRow row = locked(name);
          long living = ips.countByServer(row.id());
          if (living > 0) {
            throw ApiException.conflict(
                "server-in-use",
                living + " IP(s) on " + name + " are not retired; retire them or unadopt it first");
          }
          Instant now = clock.instant();
          servers.markDeleted(row.id(), now);
          audit.insert(
              AuditRow.of(
                  now,
                  null,
                  Actor.OPERATOR.name(),
                  "server.delete",
                  name,
                  Json.of(Map.of("host", row.host(), "adopted", row.adopted()))));
          // Its workflow finds no row any more, and ends.
          outbox.insert(OutboxRow.wakeServer(name, now));
          return ResponseEntity.noContent().build();
        });
  }

  private ServerRow locked(String name) {
    return servers.lockByName(name).orElseThrow(() -> ApiException.notFound("this server"));
  }
}
