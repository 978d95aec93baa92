package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.adopt.AdoptionPlan;
import io.emailengine.activities.pmta.config.adopt.EngineNames;
import io.emailengine.activities.pmta.config.adopt.ImportedPool;
import io.emailengine.activities.pmta.config.adopt.ImportedVmta;
import io.emailengine.activities.pmta.config.plan.UnifiedDiff;
import io.emailengine.activities.pmta.config.render.Rendered;
import io.emailengine.activities.pmta.host.HostFacts;
import io.emailengine.activities.pmta.host.HostFile;
import io.emailengine.activities.pmta.host.PmtaHost;
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
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.store.version.ConfigVersionRow;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.Purpose;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows' side of an adoption: what it will be, and writing it down once it is. */
final class AdoptionRows {
  private final Transactions transactions;
  private final StartedEngine engine;
  private final ServerRepository servers;
  private final CarriedBlockRepository blocks;
  private final PoolRepository pools;
  private final SendingIpRepository ips;
  private final TenantRepository tenants;
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
      TenantRepository tenants,
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
    this.tenants = tenants;
    this.audit = audit;
    this.outbox = outbox;
    this.versions = versions;
    this.readBack = readBack;
    this.condition = condition;
    this.clock = clock;
  }

  /** Everything that will be written, worked out before the host is touched. */
  record Prepared(
      long generation,
      Rendered file,
      RenderedCaps caps,
      byte[] newOperatorFile,
      List<ServerIntent.CarriedBlock> blocks,
      Map<String, Integer> lines,
      List<PoolRow> pools,
      ServerFacts facts,
      @Nullable String timezone,
      AdoptReport report) {}

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
          ips.findByServer(server.id()).stream().map(SendingIpRow::vmta).forEach(vmtas::add);
          pools.findByServer(server.id()).stream().map(PoolRow::name).forEach(poolNames::add);
          return new EngineNames(vmtas, poolNames);
        });
  }

  /** Why pools cannot be mapped as asked; none if they can. */
  List<HostProblem.Reason> wrongPools(ServerRow server, AdoptRequest request, AdoptionPlan plan) {
    Set<String> found =
        plan.pools().stream().map(pool -> pool.name().value()).collect(Collectors.toSet());
    return transactions.inScope(Scope.engine(), () -> wrongMappings(server, request, found));
  }

  private List<HostProblem.Reason> wrongMappings(
      ServerRow server, AdoptRequest request, Set<String> found) {
    List<HostProblem.Reason> wrong = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (Map.Entry<String, String> wish : new TreeMap<>(request.pools()).entrySet()) {
      String problem = wrong(server, wish.getKey(), wish.getValue(), found, taken);
      if (problem != null) {
        wrong.add(new HostProblem.Reason("pools." + wish.getKey(), null, null, problem));
      }
    }
    return wrong;
  }

  private @Nullable String wrong(
      ServerRow server, String pool, String target, Set<String> found, Set<String> taken) {
    if (!found.contains(pool)) {
      return "the host has no pool of this name";
    }
    Optional<Target> parsed = target(target);
    if (parsed.isEmpty()) {
      return "must be an existing tenant and a purpose, as in default/marketing";
    }
    if (!taken.add(target)) {
      return "another pool is mapped to " + target;
    }
    Optional<PoolRow> there =
        pools.findByTenantIdAndServerIdAndPurpose(
            parsed.get().tenant().id(), server.id(), parsed.get().purpose());
    return there.isPresent() && !there.get().name().equals(pool)
        ? "the pool " + there.get().name() + " is mapped to " + target
        : null;
  }

  private record Target(TenantRow tenant, String purpose) {}

  private Optional<Target> target(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 2) {
      return Optional.empty();
    }
    try {
      String purpose = new Purpose(parts[1]).value();
      return tenants.findBySlug(parts[0]).map(tenant -> new Target(tenant, purpose));
    } catch (InvalidValueException e) {
      return Optional.empty(); // the answer to a purpose that cannot be one
    }
  }

  Prepared prepare(
      ServerRow server, AdoptRequest request, AdoptionPlan plan, HostFile config, PmtaHost host) {
    HostFacts host1 = host.facts();
    List<String> addresses = HostInspection.canonical(host1.addresses());
    Instant now = clock.instant();
    List<PoolRow> mapped =
        transactions.inScope(Scope.engine(), () -> mappedPools(server, request, now));
    List<ServerIntent.CarriedBlock> carried = carried(plan);
    long generation = server.desiredGen() + 1;
    ServerIntent intent =
        new ServerIntent(
            engine.instanceId(),
            generation,
            List.of(),
            Set.of(),
            Map.of(),
            carried,
            mapped,
            true,
            "engine");
    IntentRenderer.Outcome rendered = IntentRenderer.render(intent, Map.of());
    String hostName =
        plan.hostName()
            .map(name -> name.value())
            .or(() -> host1.hostName().flatMap(HostInspection::plainName))
            .orElse(null);
    ServerFacts facts =
        new ServerFacts(
            addresses,
            hostName,
            plan.vmtas().stream().map(AdoptionRows::found).toList(),
            plan.pools().stream()
                .map(pool -> new ServerFacts.FoundPool(pool.name().value(), members(pool)))
                .toList(),
            List.copyOf(plan.fedNames()),
            plan.processesXVirtualMta(),
            plan.bounceAfter().toSeconds());
    AdoptReport report = report(server, request, plan, config, addresses, host);
    Map<String, Integer> lines = new TreeMap<>();
    plan.vmtas().forEach(vmta -> lines.put(vmta.name().value(), vmta.line()));
    plan.pools().forEach(pool -> lines.put(pool.name().value(), pool.line()));
    return new Prepared(
        generation,
        rendered.file(),
        rendered.caps(),
        plan.newOperatorFile(),
        carried,
        lines,
        mapped,
        facts,
        host1.timeZone().flatMap(HostInspection::zone).orElse(null),
        report);
  }

  private List<PoolRow> mappedPools(ServerRow server, AdoptRequest request, Instant now) {
    List<PoolRow> rows = new ArrayList<>();
    new TreeMap<>(request.pools())
        .forEach(
            (name, text) -> {
              Target target = target(text).orElseThrow();
              rows.add(
                  new PoolRow(
                      UUID.randomUUID(),
                      target.tenant().id(),
                      server.id(),
                      target.purpose(),
                      name,
                      true,
                      now,
                      null));
            });
    return rows;
  }

  private record Placed(int offset, ServerIntent.CarriedBlock block) {}

  private static List<ServerIntent.CarriedBlock> carried(AdoptionPlan plan) {
    List<Placed> placed = new ArrayList<>();
    plan.vmtas()
        .forEach(
            v ->
                placed.add(
                    new Placed(
                        v.offset(),
                        new ServerIntent.CarriedBlock(0, false, v.name().value(), v.text()))));
    plan.pools()
        .forEach(
            p ->
                placed.add(
                    new Placed(
                        p.offset(),
                        new ServerIntent.CarriedBlock(0, true, p.name().value(), p.text()))));
    placed.sort(Comparator.comparingInt(Placed::offset));
    List<ServerIntent.CarriedBlock> ordered = new ArrayList<>();
    for (Placed block : placed) {
      ordered.add(
          new ServerIntent.CarriedBlock(
              ordered.size(), block.block().isPool(), block.block().name(), block.block().text()));
    }
    return ordered;
  }

  private static ServerFacts.FoundVmta found(ImportedVmta vmta) {
    return new ServerFacts.FoundVmta(
        vmta.name().value(),
        sources(vmta),
        vmta.dailyCap().map(cap -> cap.messages()).orElse(null),
        !vmta.domainKeys().isEmpty());
  }

  private static List<ServerFacts.FoundSource> sources(ImportedVmta vmta) {
    return vmta.sources().stream()
        .map(
            source ->
                new ServerFacts.FoundSource(
                    source.address().map(address -> address.value()).orElse(null),
                    source.hostname()))
        .toList();
  }

  private static List<String> members(ImportedPool pool) {
    return pool.members().stream().map(member -> member.value()).toList();
  }

  private AdoptReport report(
      ServerRow server,
      AdoptRequest request,
      AdoptionPlan plan,
      HostFile config,
      List<String> addresses,
      PmtaHost host) {
    EnginePaths paths = new EnginePaths(server.configPath());
    List<AdoptReport.Warning> warnings = new ArrayList<>();
    plan.warnings()
        .forEach(
            w -> warnings.add(new AdoptReport.Warning(w.code(), w.file(), w.line(), w.message())));
    for (ImportedVmta vmta : plan.vmtas()) {
      vmta.sources().stream()
          .flatMap(source -> source.address().stream())
          .filter(address -> !addresses.contains(address.value()))
          .forEach(
              address ->
                  warnings.add(
                      new AdoptReport.Warning(
                          "address-not-on-host",
                          paths.configPath(),
                          vmta.line(),
                          vmta.name()
                              + " sends from "
                              + address
                              + ", which is on no interface of the host")));
      vmta.domainKeys().stream()
          .filter(key -> host.read(key.file()).isEmpty())
          .forEach(
              key ->
                  warnings.add(
                      new AdoptReport.Warning(
                          "dkim-key-missing",
                          paths.configPath(),
                          vmta.line(),
                          vmta.name() + " signs with " + key.file() + ", which is not there")));
    }
    String diff =
        UnifiedDiff.of(
            versions.masked(config.text()),
            versions.masked(new String(plan.newOperatorFile(), StandardCharsets.UTF_8)),
            paths.configPath(),
            paths.configPath());
    return new AdoptReport(
        server.name(),
        request.dryRun(),
        plan.vmtas().stream()
            .map(
                v ->
                    new AdoptReport.Vmta(
                        v.name().value(),
                        v.line(),
                        sources(v),
                        v.dailyCap().map(cap -> cap.messages()).orElse(null)))
            .toList(),
        plan.pools().stream()
            .map(
                p ->
                    new AdoptReport.Pool(
                        p.name().value(),
                        p.line(),
                        members(p),
                        request.pools().get(p.name().value())))
            .toList(),
        warnings,
        List.of(paths.configPath(), paths.engineFile()),
        diff);
  }

  /** The host runs the adopted configuration: everything is written in one transaction. */
  void write(ServerRow server, Prepared prepared, String actor, boolean markerSeen) {
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
                    engine
                        .sealer()
                        .sealText(block.text().value(), CarriedBlockRow.bodyPurpose(id))));
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
          ServerFacts facts =
              java.util.Objects.requireNonNull(server.facts()).as(ServerFacts.class);
          Set<String> found =
              facts.pools().stream().map(ServerFacts.FoundPool::name).collect(Collectors.toSet());
          List<HostProblem.Reason> wrong = wrongMappings(server, request, found);
          if (!wrong.isEmpty()) {
            return Adopter.Outcome.refused(
                422, "pool-mapping", "A pool cannot be mapped as asked.", wrong);
          }
          Instant now = clock.instant();
          List<PoolRow> added =
              mappedPools(server, request, now).stream()
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
                  server.name(), request.dryRun(), List.of(), List.of(), List.of(), List.of(), ""));
        });
  }
}
