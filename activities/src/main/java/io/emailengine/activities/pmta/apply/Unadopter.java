package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.adopt.AdoptionRecord;
import io.emailengine.activities.pmta.config.adopt.FileChange;
import io.emailengine.activities.pmta.config.adopt.Unadoption;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import io.emailengine.activities.pmta.host.HostException;
import io.emailengine.activities.pmta.host.HostFile;
import io.emailengine.activities.pmta.host.HostFileException;
import io.emailengine.activities.pmta.host.HostHelperException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.ReloadOutcome;
import io.emailengine.activities.pmta.host.SwapOutcome;
import io.emailengine.activities.pmta.host.TestOutcome;
import io.emailengine.store.server.HostChange;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.UnadoptReport;
import io.emailengine.store.server.UnadoptRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Gives a host back: the operator's own blocks stand where they stood, the engine's files are gone,
 * and its IPs are retired. As with adoption, all of it or nothing.
 */
final class Unadopter {
  private final UnadoptionRows rows;
  private final KnownAdoption known;
  private final AdoptionRows adoption;
  private final UnadoptionReports reports;
  private final HostSettling settling;

  Unadopter(
      UnadoptionRows rows,
      KnownAdoption known,
      AdoptionRows adoption,
      UnadoptionReports reports,
      HostSettling settling) {
    this.rows = rows;
    this.known = known;
    this.adoption = adoption;
    this.reports = reports;
    this.settling = settling;
  }

  Adopter.Outcome unadopt(
      ServerRow asked, UnadoptRequest request, String actor, PmtaHost host, Runnable pulse) {
    if (request.dryRun() && settling.open(asked).isPresent()) {
      return Adopter.Outcome.refused(
          409,
          "change-interrupted",
          "An interrupted change of this host is being settled, which a dry run may not do; try"
              + " again in a minute.");
    }
    Optional<Trouble> blocked = settling.settle(asked, host, pulse);
    if (blocked.isPresent()) {
      return Adopter.Outcome.of(blocked.get());
    }
    ServerRow server = known.now(asked);
    Optional<AdoptionRecord> record = known.record(server);
    if (!server.adopted() || record.isEmpty()) {
      return Adopter.Outcome.refused(409, "server-not-adopted", server.name() + " is not adopted.");
    }
    TestOutcome test = host.test();
    if (!test.accepted()) {
      return Adopter.Outcome.judged(
          test, "config-rejected", "PowerMTA itself rejects the present configuration: ");
    }
    List<HostProblem.Reason> queued = queued(server, host.queued());
    if (!queued.isEmpty()) {
      return Adopter.Outcome.refused(
          422,
          "mail-queued",
          "Mail is queued for virtual MTAs that exist by the engine only; it would bounce.",
          queued);
    }
    HostTree tree = new HostTree(host, server.configPath());
    Unadoption plan = Unadoption.plan(tree, record.get());
    UnadoptReport report = reports.of(server, request, plan, tree);
    return request.dryRun()
        ? Adopter.Outcome.ok(report)
        : write(server, plan, tree, report, new Wish(request.reason(), actor), host, pulse);
  }

  /** Why, and who says so. */
  record Wish(String reason, String actor) {}

  private List<HostProblem.Reason> queued(ServerRow server, Map<String, Long> queued) {
    List<HostProblem.Reason> reasons = new ArrayList<>();
    for (String vmta : rows.made(server)) {
      long recipients = queued.getOrDefault(vmta, 0L);
      if (recipients > 0) {
        reasons.add(
            new HostProblem.Reason(vmta, null, null, recipients + " recipients are queued for it"));
      }
    }
    return reasons;
  }

  private Adopter.Outcome write(
      ServerRow server,
      Unadoption plan,
      HostTree tree,
      UnadoptReport report,
      Wish wish,
      PmtaHost host,
      Runnable pulse) {
    EnginePaths paths = new EnginePaths(server.configPath());
    RootCommands byHand = new RootCommands(server, paths);
    List<FileSet.Member> members = members(plan, tree);
    HostChange change = rows.begin(server, wish.actor());
    SwapOutcome swapped;
    try {
      swapped =
          members.isEmpty()
              ? new SwapOutcome.Accepted()
              : new FileSet(host, paths, pulse).swap(members);
    } catch (HostFileException | HostHelperException e) {
      if (!byHand.isNeededFor(e)) {
        settling.undo(server, host, change, "the files can't be written: " + e.getMessage(), pulse);
        throw e;
      }
      rows.drop(server, change);
      return Adopter.Outcome.ok(UnadoptionReports.waiting(report, byHand.toSwap(members)));
    }
    if (!swapped.accepted()) {
      return undone(server, host, change, AdoptionWriter.refused(swapped), pulse);
    }
    pulse.run();
    ReloadOutcome reload = host.reload();
    OptionalLong mark = RunningProcess.marker(host);
    if (mark.isPresent() ? mark.getAsLong() != 0 : !reload.reloaded()) {
      Adopter.Outcome failed =
          Adopter.Outcome.refused(
              422,
              "reload-failed",
              "The host does not run the files as they would be given back; they are as before: "
                  + reload.describe());
      return undone(server, host, change, failed, pulse);
    }
    rows.commit(server, change, wish);
    try {
      settling.clear(server, host, change, pulse);
      return Adopter.Outcome.ok(byHand.withoutHelper(host, report));
    } catch (HostException e) {
      adoption.leftToClear(server, String.valueOf(e.getMessage()));
      return Adopter.Outcome.ok(report);
    }
  }

  private Adopter.Outcome undone(
      ServerRow server, PmtaHost host, HostChange change, Adopter.Outcome answer, Runnable pulse) {
    Optional<Trouble> stuck = settling.undo(server, host, change, "not given back", pulse);
    return stuck.map(Adopter.Outcome::of).orElse(answer);
  }

  private static List<FileSet.Member> members(Unadoption plan, HostTree tree) {
    List<FileSet.Member> members = new ArrayList<>();
    for (FileChange change : plan.files()) {
      Optional<HostFile> before = tree.file(change.path());
      HostFile like = before.or(() -> tree.file(tree.configPath())).orElseThrow();
      members.add(new FileSet.Member(change.path(), before, change.after(), like));
    }
    return members;
  }

  /** Files of the operator's that the configuration loads now. */
  static List<String> files(ServerRow server, HostTree tree) {
    return ConfigTree.read(tree, new EnginePaths(server.configPath()).engineFile()).paths();
  }
}
