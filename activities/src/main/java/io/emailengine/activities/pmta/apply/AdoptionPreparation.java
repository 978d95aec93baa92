package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.adopt.AdoptionPlan;
import io.emailengine.activities.pmta.config.adopt.FileChange;
import io.emailengine.activities.pmta.config.adopt.ImportedPool;
import io.emailengine.activities.pmta.config.adopt.ImportedVmta;
import io.emailengine.activities.pmta.host.HostFacts;
import io.emailengine.activities.pmta.host.HostFile;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRow;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Works out everything that an adoption will write. Reads rows and host, changes nothing. */
final class AdoptionPreparation {
  private final Transactions transactions;
  private final IntentReader intents;
  private final Versions versions;
  private final PoolMappings mappings;
  private final AdoptionReports reports;
  private final Clock clock;

  AdoptionPreparation(
      Transactions transactions,
      IntentReader intents,
      Versions versions,
      PoolMappings mappings,
      AdoptionReports reports,
      Clock clock) {
    this.transactions = transactions;
    this.intents = intents;
    this.versions = versions;
    this.mappings = mappings;
    this.reports = reports;
    this.clock = clock;
  }

  /** What the rows say before the adoption. */
  private record Rows(
      ServerIntent intent, List<PoolRow> mapped, Map<String, List<String>> poolsBefore) {}

  /**
   * @param plan of all that is to be taken over; of what is new in an adoption that is not the
   *     first
   */
  AdoptionCandidate prepare(
      ServerRow server, AdoptRequest request, AdoptionPlan plan, HostTree tree, PmtaHost host) {
    HostFacts told = host.facts();
    List<String> addresses = HostInspection.canonical(told.addresses());
    Rows rows = transactions.inScope(Scope.engine(), () -> rows(server, request));
    List<AdoptionCandidate.Taken> taken = taken(plan, rows.intent().blocks().size());
    List<ServerIntent.CarriedBlock> blocks = new ArrayList<>(rows.intent().blocks());
    taken.forEach(one -> blocks.add(one.block()));
    List<PoolRow> pools = new ArrayList<>(rows.intent().pools());
    pools.addAll(rows.mapped());
    long generation = server.desiredGen() + 1;
    IntentRenderer.Outcome rendered =
        IntentRenderer.render(
            rows.intent().adopting(generation, blocks, pools), rows.poolsBefore());
    String hostName =
        plan.hostName()
            .map(name -> name.value())
            .or(() -> told.hostName().flatMap(HostInspection::plainName))
            .orElse(null);
    ServerFacts facts = AdoptionReports.facts(known(server), plan, addresses, hostName);
    EnginePaths paths = new EnginePaths(server.configPath());
    return new AdoptionCandidate(
        generation,
        rendered.file(),
        rendered.caps(),
        members(paths, plan, rendered.file().bytes(), tree),
        taken,
        rows.mapped(),
        facts,
        told.timeZone().flatMap(HostInspection::zone).orElse(null),
        plan.record(),
        operatorFiles(plan, tree),
        reports.of(server, request, plan, addresses, host));
  }

  private Rows rows(ServerRow server, AdoptRequest request) {
    Instant now = clock.instant();
    Integer running = server.runningVersion();
    Map<String, List<String>> poolsBefore =
        running == null
            ? Map.of()
            : versions.row(server.id(), running).caps().as(RenderedCaps.class).pools();
    return new Rows(intents.read(server, now), mappings.missing(server, request, now), poolsBefore);
  }

  private static @Nullable ServerFacts known(ServerRow server) {
    return !server.adopted() || server.facts() == null
        ? null
        : server.facts().as(ServerFacts.class);
  }

  /** In the order in which they are loaded, after those that were taken over before. */
  private static List<AdoptionCandidate.Taken> taken(AdoptionPlan plan, int first) {
    TreeMap<Integer, AdoptionCandidate.Taken> byPosition = new TreeMap<>();
    for (ImportedVmta vmta : plan.vmtas()) {
      byPosition.put(
          vmta.position(),
          new AdoptionCandidate.Taken(
              vmta.file(),
              vmta.line(),
              new ServerIntent.CarriedBlock(0, false, vmta.name().value(), vmta.text())));
    }
    for (ImportedPool pool : plan.pools()) {
      byPosition.put(
          pool.position(),
          new AdoptionCandidate.Taken(
              pool.file(),
              pool.line(),
              new ServerIntent.CarriedBlock(0, true, pool.name().value(), pool.text())));
    }
    List<AdoptionCandidate.Taken> taken = new ArrayList<>();
    for (AdoptionCandidate.Taken one : byPosition.values()) {
      taken.add(
          new AdoptionCandidate.Taken(
              one.file(), one.line(), one.block().at(first + taken.size())));
    }
    return taken;
  }

  /** The engine's file first: nobody may include what is not there yet. */
  private static List<FileSet.Member> members(
      EnginePaths paths, AdoptionPlan plan, byte[] engineFile, HostTree tree) {
    List<FileSet.Member> members = new ArrayList<>();
    HostFile main = tree.file(paths.configPath()).orElseThrow();
    Optional<HostFile> engine = tree.file(paths.engineFile());
    members.add(new FileSet.Member(paths.engineFile(), engine, engineFile, engine.orElse(main)));
    for (FileChange change : plan.files()) {
      HostFile before = tree.file(change.path()).orElseThrow();
      members.add(new FileSet.Member(change.path(), Optional.of(before), change.after(), before));
    }
    return members;
  }

  private static Map<String, String> operatorFiles(AdoptionPlan plan, HostTree tree) {
    Map<String, String> files = new TreeMap<>();
    for (String path : plan.paths()) {
      tree.read(path).ifPresent(bytes -> files.put(path, Sha256.hex(bytes)));
    }
    plan.files().forEach(change -> files.put(change.path(), Sha256.hex(change.after())));
    return files;
  }
}
