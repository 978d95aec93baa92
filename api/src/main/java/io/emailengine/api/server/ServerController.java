package io.emailengine.api.server;

import io.emailengine.api.Paging;
import io.emailengine.api.idempotency.Idempotent;
import io.emailengine.api.problem.ApiException;
import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.model.InvalidValueException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v2/servers}: PowerMTA hosts. */
@RestController
@RequestMapping("/api/v2/servers")
@Tag(name = "PowerMTA")
class ServerController {
  private final Transactions transactions;
  private final Idempotent idempotent;
  private final ServerRepository servers;
  private final ServerAnswers answers;
  private final AuditRepository audit;
  private final OutboxRepository outbox;
  private final StartedEngine engine;
  private final Clock clock;

  ServerController(
      Transactions transactions,
      Idempotent idempotent,
      ServerRepository servers,
      ServerAnswers answers,
      AuditRepository audit,
      OutboxRepository outbox,
      StartedEngine engine,
      Clock clock) {
    this.transactions = transactions;
    this.idempotent = idempotent;
    this.servers = servers;
    this.answers = answers;
    this.audit = audit;
    this.outbox = outbox;
    this.engine = engine;
    this.clock = clock;
  }

  @PostMapping
  @Operation(summary = "Registers a PowerMTA host; answers the line for its authorized_keys")
  @ApiResponse(
      responseCode = "201",
      description = "Registered; held until adopted",
      content = @Content(schema = @Schema(implementation = ServerAnswer.class)))
  ResponseEntity<?> register(@RequestBody ServerRequest body, HttpServletRequest request) {
    NewServer server = NewServer.of(body);
    try {
      engine.assertLoopbackAllowed(server.host());
    } catch (InvalidValueException e) {
      throw ApiException.impossible("loopback-only", "host", String.valueOf(e.getMessage()));
    }
    return idempotent.run(request, body, () -> insert(server));
  }

  private ResponseEntity<ServerAnswer> insert(NewServer server) {
    if (servers.findByName(server.name()).isPresent()) {
      throw ApiException.conflict("name-taken", "there is a server " + server.name() + " already");
    }
    Instant now = clock.instant();
    UUID id = UUID.randomUUID();
    String given = server.privateKey();
    KeyPairs.Made key =
        given == null
            ? KeyPairs.ed25519()
            : new KeyPairs.Made(given, PrivateKeyText.publicLine(given).orElse(""));
    ServerRow row =
        servers.save(
            ServerRow.registered(
                id,
                server.name(),
                server.host(),
                server.port(),
                server.user(),
                server.hostKey(),
                engine.sealer().sealText(key.privateKey(), ServerRow.privateKeyPurpose(id)),
                key.publicLine(),
                server.configPath(),
                server.pmta(),
                server.timezone(),
                now));
    audit.insert(
        AuditRow.of(
            now,
            null,
            Actor.OPERATOR.name(),
            "server.create",
            row.name(),
            Json.of(Map.of("host", row.host(), "port", row.port(), "user", row.login()))));
    outbox.insert(OutboxRow.wakeServer(row.name(), now));
    return ResponseEntity.created(URI.create("/api/v2/servers/" + row.name()))
        .body(answers.of(row));
  }

  @GetMapping
  @Operation(summary = "Lists PowerMTA hosts")
  Paging.Page<ServerAnswer> list(
      @RequestParam @Nullable Integer page, @RequestParam @Nullable Integer size) {
    Paging paging = Paging.of(page, size);
    return transactions.inScope(
        Scope.operator(),
        () ->
            paging.page(
                servers.page(paging.size(), paging.offset()).stream().map(answers::of).toList(),
                servers.countPresent()));
  }

  @GetMapping("/{name}")
  @Operation(summary = "One PowerMTA host: its condition and since when")
  ServerAnswer one(@PathVariable String name) {
    return transactions.inScope(
        Scope.operator(),
        () ->
            answers.of(
                servers.findByName(name).orElseThrow(() -> ApiException.notFound("this server"))));
  }
}
