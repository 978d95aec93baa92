package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.adopt.Adoption;
import io.emailengine.activities.pmta.config.adopt.AdoptionPlan;
import io.emailengine.activities.pmta.config.adopt.AdoptionRefused;
import io.emailengine.activities.pmta.config.adopt.AdoptionResult;
import io.emailengine.activities.pmta.config.adopt.AlreadyAdopted;
import io.emailengine.activities.pmta.config.adopt.EngineNames;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.activities.pmta.config.render.EngineFile;
import io.emailengine.activities.pmta.config.render.EngineHeader;
import io.emailengine.activities.pmta.host.HostFile;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.ReloadOutcome;
import io.emailengine.activities.pmta.host.TestOutcome;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.ServerRow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over a host, plain case: one file whose virtual MTA and pool blocks move to the engine's
 * file. The host is changed first and the rows last, in one transaction; the operator's file of
 * before lies on the host meanwhile, so that an adoption that died is undone and begun again by the
 * next one.
 */
final class Adopter {
  private static final Logger log = LoggerFactory.getLogger(Adopter.class);

  private final AdoptionRows rows;
  private final AdoptionPreparation preparation;

  Adopter(AdoptionRows rows, AdoptionPreparation preparation) {
    this.rows = rows;
    this.preparation = preparation;
  }

  /** What became of an adoption: a report, or a problem with its HTTP status. */
  record Outcome(int status, Object body) {
    static Outcome refused(
        int status, String type, String detail, List<HostProblem.Reason> reasons) {
      return new Outcome(status, new HostProblem(type, detail, reasons));
    }
  }

  Outcome adopt(
      ServerRow server, AdoptRequest request, String actor, PmtaHost host, Runnable pulse) {
    EnginePaths paths = new EnginePaths(server.configPath());
    Optional<HostFile> found = host.read(paths.configPath());
    if (found.isEmpty()) {
      return Outcome.refused(
          422,
          "config-not-found",
          "There is no file " + paths.configPath() + " on the host.",
          List.of());
    }
    HostFile config = found.get();
    PmtaConfig document = PmtaConfig.parse(paths.configPath(), config.bytes());
    AdoptionResult result = Adoption.plan(document, paths.engineFile(), rows.names(server));
    if (result instanceof AlreadyAdopted already && !server.adopted()) {
      Optional<HostFile> before = host.read(paths.beforeAdoption());
      if (before.isEmpty() || !isOurs(host, paths)) {
        return Outcome.refused(
            409,
            "another-instance",
            "The host is adopted by another engine: line "
                + already.includeLine()
                + " includes its file.",
            List.of());
      }
      // An adoption of ours that died before its rows were written: begin again from the file of
      // before.
      log.info("an interrupted adoption of {} is undone first", server.name());
      config = before.get();
      document = PmtaConfig.parse(paths.configPath(), config.bytes());
      if (!request.dryRun()) {
        putBack(host, paths, config, pulse);
      }
      result = Adoption.plan(document, paths.engineFile(), EngineNames.NONE);
    }
    if (result instanceof AlreadyAdopted already) {
      return again(server, request, actor, already);
    }
    TestOutcome test = host.test();
    if (test instanceof TestOutcome.Rejected rejected) {
      HostProblem.Reason reason =
          new HostProblem.Reason(
              "config-rejected",
              rejected.file().orElse(null),
              rejected.line().isPresent() ? rejected.line().getAsInt() : null,
              rejected.text());
      return Outcome.refused(
          422,
          "config-rejected",
          "PowerMTA itself rejects the present configuration: " + rejected.text(),
          List.of(reason));
    }
    if (!test.accepted()) {
      return Outcome.refused(
          503,
          "host-unknown",
          "PowerMTA did not say whether its configuration is good: " + test.describe(),
          List.of());
    }
    if (result instanceof AdoptionRefused refused) {
      List<HostProblem.Reason> reasons =
          refused.reasons().stream()
              .map(r -> new HostProblem.Reason(r.code(), r.file(), r.line(), r.message()))
              .toList();
      return Outcome.refused(
          422,
          "adoption-refused",
          "The configuration is beyond what can be taken over safely; nothing was written.",
          reasons);
    }
    AdoptionPlan plan = (AdoptionPlan) result;
    List<HostProblem.Reason> wrong = rows.wrongPools(server, request, plan);
    if (!wrong.isEmpty()) {
      return Outcome.refused(422, "pool-mapping", "A pool cannot be mapped as asked.", wrong);
    }
    AdoptionCandidate prepared = preparation.prepare(server, request, plan, config, host);
    return request.dryRun()
        ? new Outcome(200, prepared.report())
        : write(server, prepared, actor, host, config, paths, pulse);
  }

  private Outcome again(
      ServerRow server, AdoptRequest request, String actor, AlreadyAdopted already) {
    if (!already.nothingNew()) {
      return Outcome.refused(
          400,
          "not-available-yet",
          "The operator's file has new virtual MTA or pool blocks since adoption; importing them is not available yet.",
          List.of());
    }
    return rows.mapAgain(server, request, actor);
  }

  private boolean isOurs(PmtaHost host, EnginePaths paths) {
    Optional<EngineHeader> header =
        host.read(paths.engineFile()).flatMap(file -> EngineFile.readHeader(file.bytes()));
    return header.isPresent() && header.get().instanceId().equals(rows.instanceId());
  }

  private Outcome write(
      ServerRow server,
      AdoptionCandidate prepared,
      String actor,
      PmtaHost host,
      HostFile config,
      EnginePaths paths,
      Runnable pulse) {
    byte[] engine = prepared.file().bytes();
    host.ensureFolder(paths.folder());
    put(host, paths.staged(), paths.beforeAdoption(), config.bytes(), config);
    put(host, paths.staged(), paths.engineFile(), engine, config);
    put(host, paths.staged(), paths.lastKnownGood(), engine, config);
    pulse.run();
    put(host, paths.stagedConfig(), paths.configPath(), prepared.newOperatorFile(), config);
    TestOutcome test = host.test();
    if (!test.accepted()) {
      putBack(host, paths, config, pulse);
      return Outcome.refused(
          422,
          "adoption-rejected",
          "PowerMTA rejects the configuration after adoption; the host is as before: "
              + test.describe(),
          List.of());
    }
    pulse.run();
    ReloadOutcome reload = host.reload();
    OptionalLong marker = new ApplyProtocol(host, paths, NO_JOURNAL).marker();
    boolean seen = marker.isPresent() && marker.getAsLong() == prepared.generation();
    if (!seen && (marker.isPresent() || !reload.reloaded())) {
      putBack(host, paths, config, pulse);
      return Outcome.refused(
          422,
          "reload-failed",
          "The host does not run the adopted configuration and is as before: " + reload.describe(),
          List.of());
    }
    rows.write(server, prepared, actor, seen);
    return new Outcome(200, prepared.report());
  }

  private static void put(
      PmtaHost host, String staged, String target, byte[] bytes, HostFile like) {
    host.stageLike(staged, bytes, like);
    host.swap(staged, target);
  }

  /** The operator's file of before, on disk and running; the engine's file is of no effect then. */
  private static void putBack(PmtaHost host, EnginePaths paths, HostFile config, Runnable pulse) {
    pulse.run();
    put(host, paths.stagedConfig(), paths.configPath(), config.bytes(), config);
    host.reload();
  }

  private static final ApplyJournal NO_JOURNAL =
      new ApplyJournal() {
        @Override
        public void reloading() {}

        @Override
        public void restoring() {}

        @Override
        public void pulse() {}
      };
}
