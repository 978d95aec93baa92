package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.adopt.Adoption;
import io.emailengine.activities.pmta.config.adopt.AdoptionPlan;
import io.emailengine.activities.pmta.config.adopt.AdoptionRefused;
import io.emailengine.activities.pmta.config.adopt.AdoptionResult;
import io.emailengine.activities.pmta.config.adopt.AlreadyAdopted;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.TestOutcome;
import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerState;
import java.util.List;
import java.util.Optional;

/**
 * Takes over a host: looks, plans, and has the plan carried out. Nothing is written, not on the
 * host and not in rows, before everything that can be known was found right.
 */
final class Adopter {
  private final KnownAdoption known;
  private final AdoptionMappings mappings;
  private final AdoptionRows rows;
  private final FoundAdoption found;
  private final AdoptionPreparation preparation;
  private final AdoptionWriter writer;
  private final HostSettling settling;

  Adopter(
      KnownAdoption known,
      AdoptionMappings mappings,
      AdoptionRows rows,
      AdoptionPreparation preparation,
      AdoptionWriter writer,
      HostSettling settling) {
    this.known = known;
    this.mappings = mappings;
    this.rows = rows;
    this.found = new FoundAdoption(known);
    this.preparation = preparation;
    this.writer = writer;
    this.settling = settling;
  }

  /** The answer to a request that needed a host: a report, or a problem with its HTTP status. */
  record Outcome(int status, Object body) {
    static Outcome ok(Object report) {
      return new Outcome(200, report);
    }

    static Outcome refused(
        int status, String type, String detail, List<HostProblem.Reason> reasons) {
      return new Outcome(status, new HostProblem(type, detail, reasons));
    }

    static Outcome refused(int status, String type, String detail) {
      return refused(status, type, detail, List.of());
    }

    /** The host is not in the condition to be asked. */
    static Outcome of(Trouble trouble) {
      boolean away = trouble.state() == ServerState.UNREACHABLE;
      return refused(
          away ? 503 : 422, away ? "host-unreachable" : trouble.reason(), trouble.detail());
    }

    /**
     * The host did not take a configuration.
     *
     * @param before what was judged, in words
     */
    static Outcome judged(TestOutcome test, String type, String before) {
      if (test instanceof TestOutcome.Rejected rejected) {
        HostProblem.Reason reason =
            new HostProblem.Reason(
                type,
                rejected.file().orElse(null),
                rejected.line().isPresent() ? rejected.line().getAsInt() : null,
                rejected.text());
        return refused(422, type, before + rejected.text(), List.of(reason));
      }
      return refused(
          503,
          "host-unknown",
          "PowerMTA did not say whether the configuration is good: " + test.describe());
    }
  }

  Outcome adopt(
      ServerRow asked, AdoptRequest request, String actor, PmtaHost host, Runnable pulse) {
    if (request.dryRun() && settling.open(asked).isPresent()) {
      return Outcome.refused(
          409,
          "change-interrupted",
          "An interrupted change of this host is being undone, which a dry run may not do; try"
              + " again in a minute.");
    }
    Optional<Trouble> blocked = settling.settle(asked, host, pulse);
    if (blocked.isPresent()) {
      return Outcome.of(blocked.get());
    }
    ServerRow server = known.now(asked);
    HostTree tree = new HostTree(host, server.configPath());
    AdoptionResult result = plan(server, tree);
    if (result instanceof AlreadyAdopted already && !server.adopted()) {
      Optional<Outcome> foreign = found.takeOver(server, request, tree, already);
      if (foreign.isPresent()) {
        return foreign.get();
      }
      result = plan(server, tree);
    }
    if (result instanceof AlreadyAdopted already && already.nothingNew()) {
      return mappings.again(server, request, already.additions().warnings(), actor);
    }
    if (server.adopted()) {
      Optional<Outcome> notNow = notNow(server, tree);
      if (notNow.isPresent()) {
        return notNow.get();
      }
    }
    TestOutcome test = host.test();
    if (!test.accepted()) {
      return Outcome.judged(
          test, "config-rejected", "PowerMTA itself rejects the present configuration: ");
    }
    if (result instanceof AdoptionRefused refused) {
      return refused(refused);
    }
    AdoptionPlan plan =
        result instanceof AlreadyAdopted already ? already.additions() : (AdoptionPlan) result;
    if (server.adopted() && !(result instanceof AlreadyAdopted)) {
      return Outcome.refused(
          409,
          "include-missing",
          "The line that includes the engine's file is gone from "
              + server.configPath()
              + "; put it back, or unadopt the server.");
    }
    List<HostProblem.Reason> wrong = mappings.wrong(server, request, plan);
    if (!wrong.isEmpty()) {
      return Outcome.refused(422, "pool-mapping", "A pool cannot be mapped as asked.", wrong);
    }
    Optional<Outcome> linked = LinkedFiles.refused(plan, host);
    if (linked.isPresent()) {
      return linked.get();
    }
    AdoptionCandidate candidate = preparation.prepare(server, request, plan, tree, host);
    Optional<Outcome> impossible = rows.rehearse(server, candidate, request, actor);
    if (impossible.isPresent()) {
      return impossible.get();
    }
    return request.dryRun()
        ? Outcome.ok(candidate.report())
        : writer.write(server, candidate, request, actor, host, pulse);
  }

  private AdoptionResult plan(ServerRow server, HostTree tree) {
    return Adoption.plan(
        tree,
        new EnginePaths(server.configPath()).engineFile(),
        known.names(server),
        server.adopted() ? known.record(server) : Optional.empty());
  }

  /** An adoption that is not the first rewrites the engine's file, which must be the known one. */
  private Optional<Outcome> notNow(ServerRow server, HostTree tree) {
    if (server.pin() != null) {
      return Optional.of(
          Outcome.refused(
              409, "pinned", "The server is pinned to an older version; remove the pin first."));
    }
    if (server.candidateVersion() != null) {
      return Optional.of(
          Outcome.refused(
              409, "apply-interrupted", "An interrupted apply is being settled; try again."));
    }
    String sha =
        tree.file(new EnginePaths(server.configPath()).engineFile())
            .map(file -> Sha256.hex(file.bytes()))
            .orElse(ApplyProtocol.MISSING);
    return server.driftSha() != null || !sha.equals(known.runningSha(server))
        ? Optional.of(
            Outcome.refused(
                409, "drift", "The engine's file was edited by hand; answer the drift first."))
        : Optional.empty();
  }

  private static Outcome refused(AdoptionRefused refused) {
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

  /** The same report, waiting for a person. */
  static AdoptReport waiting(AdoptReport report, List<String> commands) {
    return new AdoptReport(
        report.server(),
        report.dryRun(),
        false,
        report.vmtas(),
        report.pools(),
        report.feeds(),
        report.ips(),
        report.warnings(),
        report.files(),
        report.diff(),
        commands);
  }
}
