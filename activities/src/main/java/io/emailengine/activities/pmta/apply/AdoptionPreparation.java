package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.adopt.AdoptionPlan;
import io.emailengine.activities.pmta.host.HostFacts;
import io.emailengine.activities.pmta.host.HostFile;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRow;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Works out everything that an adoption will write. Reads rows and host, changes nothing. */
final class AdoptionPreparation {
  private final Transactions transactions;
  private final StartedEngine engine;
  private final PoolMappings mappings;
  private final AdoptionReports reports;
  private final Clock clock;

  AdoptionPreparation(
      Transactions transactions,
      StartedEngine engine,
      PoolMappings mappings,
      AdoptionReports reports,
      Clock clock) {
    this.transactions = transactions;
    this.engine = engine;
    this.mappings = mappings;
    this.reports = reports;
    this.clock = clock;
  }

  AdoptionCandidate prepare(
      ServerRow server, AdoptRequest request, AdoptionPlan plan, HostFile config, PmtaHost host) {
    HostFacts told = host.facts();
    List<String> addresses = HostInspection.canonical(told.addresses());
    Instant now = clock.instant();
    List<PoolRow> mapped =
        transactions.inScope(Scope.engine(), () -> mappings.rows(server, request, now));
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
            .or(() -> told.hostName().flatMap(HostInspection::plainName))
            .orElse(null);
    ServerFacts facts = AdoptionReports.facts(plan, addresses, hostName);
    AdoptReport report = reports.of(server, request, plan, config, addresses, host);
    Map<String, Integer> lines = new TreeMap<>();
    plan.vmtas().forEach(vmta -> lines.put(vmta.name().value(), vmta.line()));
    plan.pools().forEach(pool -> lines.put(pool.name().value(), pool.line()));
    return new AdoptionCandidate(
        generation,
        rendered.file(),
        rendered.caps(),
        plan.newOperatorFile(),
        carried,
        lines,
        mapped,
        facts,
        told.timeZone().flatMap(HostInspection::zone).orElse(null),
        report);
  }

  private record Placed(int position, ServerIntent.CarriedBlock block) {}

  private static List<ServerIntent.CarriedBlock> carried(AdoptionPlan plan) {
    List<Placed> placed = new ArrayList<>();
    plan.vmtas()
        .forEach(
            v ->
                placed.add(
                    new Placed(
                        v.position(),
                        new ServerIntent.CarriedBlock(0, false, v.name().value(), v.text()))));
    plan.pools()
        .forEach(
            p ->
                placed.add(
                    new Placed(
                        p.position(),
                        new ServerIntent.CarriedBlock(0, true, p.name().value(), p.text()))));
    placed.sort(Comparator.comparingInt(Placed::position));
    List<ServerIntent.CarriedBlock> ordered = new ArrayList<>();
    for (Placed block : placed) {
      ordered.add(
          new ServerIntent.CarriedBlock(
              ordered.size(), block.block().isPool(), block.block().name(), block.block().text()));
    }
    return ordered;
  }
}
