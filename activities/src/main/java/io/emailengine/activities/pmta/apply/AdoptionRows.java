package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.adopt.AdoptionPlan;
import io.emailengine.activities.pmta.config.adopt.EngineNames;
import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.BlockKind;
import io.emailengine.store.server.CarriedBlockRepository;
import io.emailengine.store.server.CarriedBlockRow;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.Verification;
import io.emailengine.store.version.ConfigVersionRow;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The rows' side of an adoption: writing it down once it is. */
final class AdoptionRows {
  private final Transactions transactions;
  private final StartedEngine engine;
  private final ServerRepository servers;
  private final CarriedBlockRepository blocks;
  private final PoolRepository pools;
  private final SendingIpRepository ips;
  private final PoolMappings mappings;
  private final AuditRepository audit;
  private final OutboxRepository outbox;
  private final Versions versions;
  private final ReadBack readBack;
  private final ServerCondition condition;
  private final Clock clock;

  AdoptionRows(
      Transactions transactions,
      StartedEngine engine,
      ServerRepository servers,
      CarriedBlockRepository blocks,
      PoolRepository pools,
      SendingIpRepository ips,
      PoolMappings mappings,
      AuditRepository audit,
      OutboxRepository outbox,
      Versions versions,
      ReadBack readBack,
      ServerCondition condition,
      Clock clock) {
    this.transactions = transactions;
    this.engine = engine;
    this.servers = servers;
    this.blocks = blocks;
    this.pools = pools;
    this.ips = ips;
    this.mappings = mappings;
    this.audit = audit;
    this.outbox = outbox;
    this.versions = versions;
    this.readBack = readBack;
    this.condition = condition;
    this.clock = clock;
  }

  UUID instanceId() {
    return engine.instanceId();
  }

  EngineNames names(ServerRow server) {
    return transactions.inScope(
        Scope.engine(),
        () -> {
          Set<String> vmtas = new HashSet<>();
          Set<String> poolNames = new HashSet<>();
          for (CarriedBlockRow block : blocks.findByServer(server.id())) {
            (block.kind() == BlockKind.VIRTUAL_MTA_POOL ? poolNames : vmtas).add(block.name());
          }
          ips.findRendered(server.id()).stream().map(SendingIpRow::vmta).forEach(vmtas::add);
          pools.findByServer(server.id()).stream().map(PoolRow::name).forEach(poolNames::add);
          return new EngineNames(vmtas, poolNames);
        });
  }

  /** Why pools cannot be mapped as asked; none if they can. */
  List<HostProblem.Reason> wrongPools(ServerRow server, AdoptRequest request, AdoptionPlan plan) {
    Set<String> found =
        plan.pools().stream().map(pool -> pool.name().value()).collect(Collectors.toSet());
    return transactions.inScope(Scope.engine(), () -> mappings.wrong(server, request, found));
  }

  /** The host runs the adopted configuration: everything is written in one transaction. */
  void write(ServerRow server, AdoptionCandidate prepared, String actor, boolean markerSeen) {
    transactions.inScope(
        Scope.engine(),
        () -> {
          Instant now = clock.instant();
          for (ServerIntent.CarriedBlock block : prepared.blocks()) {
            UUID id = UUID.randomUUID();
            BlockKind kind = block.isPool() ? BlockKind.VIRTUAL_MTA_POOL : BlockKind.VIRTUAL_MTA;
            int line = prepared.lines().getOrDefault(block.name(), 1);
            blocks.insert(
                new CarriedBlockRow(
                    id,
                    server.id(),
                    block.position(),
                    kind,
                    block.name(),
                    server.configPath(),
                    line,
                    engine.sealer().seal(block.text().bytes(), CarriedBlockRow.bodyPurpose(id))));
          }
          prepared.pools().forEach(pools::save);
          ConfigVersionRow version =
              versions.candidate(
                  server.id(),
                  prepared.generation(),
                  prepared.file(),
                  prepared.caps(),
                  actor,
                  "adopted",
                  now);
          servers.bumpDesired(server.id(), now, false, false);
          servers.recordFacts(
              server.id(), server.epoch(), Json.of(prepared.facts()), prepared.timezone());
          servers.recordAdopted(server.id(), server.epoch(), now);
          ServerRow adopted = servers.findById(server.id()).orElseThrow();
          servers.recordReload(
              server.id(),
              server.epoch(),
              new Calendars(engine.day()).of(adopted).dayOf(now),
              false,
              now);
          readBack.record(
              adopted,
              version,
              prepared.generation(),
              prepared.caps(),
              markerSeen ? Verification.FULL : Verification.PARTIAL,
              now);
          condition.well(adopted, now);
          audit.insert(
              AuditRow.of(
                  now,
                  null,
                  actor,
                  "server.adopt",
                  server.name(),
                  Json.of(
                      Map.of(
                          "vmtas", prepared.blocks().stream().filter(b -> !b.isPool()).count()))));
          outbox.insert(OutboxRow.wakeServer(server.name(), now));
        });
  }

  /** Adopted before and nothing new in the file: only mappings of pools may be added. */
  Adopter.Outcome mapAgain(ServerRow server, AdoptRequest request, String actor) {
    return transactions.inScope(
        Scope.engine(),
        () -> {
          ServerFacts facts = Objects.requireNonNull(server.facts()).as(ServerFacts.class);
          Set<String> found =
              facts.pools().stream().map(ServerFacts.FoundPool::name).collect(Collectors.toSet());
          List<HostProblem.Reason> wrong = mappings.wrong(server, request, found);
          if (!wrong.isEmpty()) {
            return Adopter.Outcome.refused(
                422, "pool-mapping", "A pool cannot be mapped as asked.", wrong);
          }
          Instant now = clock.instant();
          List<PoolRow> added =
              mappings.rows(server, request, now).stream()
                  .filter(row -> pools.findByServerIdAndName(server.id(), row.name()).isEmpty())
                  .toList();
          if (!request.dryRun() && !added.isEmpty()) {
            added.forEach(pools::save);
            servers.bumpDesired(server.id(), now, false, false);
            audit.insert(
                AuditRow.of(
                    now, null, actor, "server.map-pools", server.name(), Json.of(request.pools())));
            outbox.insert(OutboxRow.wakeServer(server.name(), now));
          }
          return new Adopter.Outcome(
              200,
              new AdoptReport(
                  server.name(),
                  request.dryRun(),
                  true,
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  List.of(),
                  "",
                  List.of()));
        });
  }
}
