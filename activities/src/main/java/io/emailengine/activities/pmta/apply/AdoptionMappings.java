package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.adopt.AdoptWarning;
import io.emailengine.activities.pmta.config.adopt.AdoptionPlan;
import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The mappings of pools and the IPs that an adoption names: judged before it, and added to a server
 * that is adopted already.
 */
final class AdoptionMappings {
  private final Transactions transactions;
  private final KnownAdoption known;
  private final ServerRepository servers;
  private final PoolRepository pools;
  private final PoolMappings mappings;
  private final AdoptionIps adoptionIps;
  private final AuditRepository audit;
  private final OutboxRepository outbox;
  private final Clock clock;

  AdoptionMappings(
      Transactions transactions,
      KnownAdoption known,
      ServerRepository servers,
      PoolRepository pools,
      PoolMappings mappings,
      AdoptionIps adoptionIps,
      AuditRepository audit,
      OutboxRepository outbox,
      Clock clock) {
    this.transactions = transactions;
    this.known = known;
    this.servers = servers;
    this.pools = pools;
    this.mappings = mappings;
    this.adoptionIps = adoptionIps;
    this.audit = audit;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Why pools cannot be mapped as asked; none if they can. */
  List<HostProblem.Reason> wrong(ServerRow server, AdoptRequest request, AdoptionPlan plan) {
    Set<String> found =
        plan.pools().stream()
            .map(pool -> pool.name().value())
            .collect(Collectors.toCollection(HashSet::new));
    return transactions.inScope(
        Scope.engine(),
        () -> {
          found.addAll(known.takenPools(server));
          return mappings.wrong(server, request, found);
        });
  }

  /** Adopted before and nothing new in the files: only mappings of pools and IPs may be added. */
  Adopter.Outcome again(
      ServerRow server, AdoptRequest request, List<AdoptWarning> warnings, String actor) {
    AdoptReport report = nothingNew(server, request, warnings);
    try {
      return transactions.inScope(
          Scope.engine(), () -> addMappings(server, request, report, actor));
    } catch (AdoptionRows.RehearsedException e) {
      return Adopter.Outcome.ok(report);
    } catch (RefusedIps e) {
      return e.answer();
    }
  }

  private Adopter.Outcome addMappings(
      ServerRow server, AdoptRequest request, AdoptReport report, String actor) {
    List<HostProblem.Reason> wrong = mappings.wrong(server, request, known.takenPools(server));
    if (!wrong.isEmpty()) {
      return Adopter.Outcome.refused(
          422, "pool-mapping", "A pool cannot be mapped as asked.", wrong);
    }
    Instant now = clock.instant();
    List<PoolRow> added = mappings.missing(server, request, now);
    if (!added.isEmpty()) {
      added.forEach(pools::save);
      servers.bumpDesired(server.id(), now, false, false);
      audit.insert(
          AuditRow.of(
              now, null, actor, "server.map-pools", server.name(), Json.of(request.pools())));
      outbox.insert(OutboxRow.wakeServer(server.name(), now));
    }
    adoptionIps.register(server, request.ips(), actor, now);
    if (request.dryRun()) {
      throw new AdoptionRows.RehearsedException();
    }
    return Adopter.Outcome.ok(report);
  }

  private static AdoptReport nothingNew(
      ServerRow server, AdoptRequest request, List<AdoptWarning> warnings) {
    return new AdoptReport(
        server.name(),
        request.dryRun(),
        true,
        List.of(),
        List.of(),
        List.of(),
        request.ips().stream().map(AdoptRequest.Ip::address).toList(),
        AdoptionReports.warnings(warnings),
        List.of(),
        "",
        List.of());
  }
}
