package io.emailengine.activities.pmta.apply;

import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.RollbackRequest;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An old version is to run again under today's stops and caps; the server is pinned to it. */
final class RollbackChange implements PersonChange {
  private final RollbackRequest asked;
  private final ServerRepository servers;
  private final AuditRepository audit;
  private final OutboxRepository outbox;

  RollbackChange(
      RollbackRequest asked,
      ServerRepository servers,
      AuditRepository audit,
      OutboxRepository outbox) {
    this.asked = asked;
    this.servers = servers;
    this.audit = audit;
    this.outbox = outbox;
  }

  @Override
  public boolean onlyStops() {
    return false;
  }

  @Override
  public boolean dryRun() {
    return false;
  }

  @Override
  public String reason() {
    return "rollback to version " + asked.version() + ": " + asked.reason();
  }

  @Override
  public List<HostProblem.Reason> waiting(String why) {
    return List.of();
  }

  @Override
  public Optional<Adopter.Outcome> refusal(ServerRow server) {
    return Optional.empty();
  }

  @Override
  public Written write(ServerRow seen, String actor, Instant now) {
    ServerRow server = servers.lockById(seen.id()).orElseThrow();
    servers.pin(server.id(), asked.version(), actor, asked.reason(), now);
    servers.bumpDesired(server.id(), now, false, true);
    outbox.insert(OutboxRow.wakeServer(server.name(), now));
    audit.insert(
        AuditRow.of(
            now,
            null,
            actor,
            "server.rollback",
            server.name(),
            Json.of(Map.of("version", asked.version(), "reason", asked.reason()))));
    return new Written(false, List.of(), List.of(), asked.version(), server.pin());
  }
}
