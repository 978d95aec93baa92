package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.HostException;
import io.emailengine.activities.pmta.host.HostFileException;
import io.emailengine.activities.pmta.host.HostHelperException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.ReloadOutcome;
import io.emailengine.activities.pmta.host.SwapOutcome;
import io.emailengine.activities.pmta.host.TestOutcome;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.HostChange;
import io.emailengine.store.server.ServerRow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Carries an adoption out. What is about to be done is written into rows first, then all files are
 * swapped as one, tested, loaded and read back, then the rows are written in one transaction: the
 * adoption counts from there. Until then every failure puts the whole set back.
 */
final class AdoptionWriter {
  private final KnownAdoption known;
  private final AdoptionRows rows;
  private final HostSettling settling;

  AdoptionWriter(KnownAdoption known, AdoptionRows rows, HostSettling settling) {
    this.known = known;
    this.rows = rows;
    this.settling = settling;
  }

  Adopter.Outcome write(
      ServerRow server,
      AdoptionCandidate candidate,
      AdoptRequest request,
      String actor,
      PmtaHost host,
      Runnable pulse) {
    EnginePaths paths = new EnginePaths(server.configPath());
    RootCommands byHand = new RootCommands(server, paths);
    Optional<List<String>> first = byHand.toPrepare(host);
    if (first.isPresent()) {
      return Adopter.Outcome.ok(Adopter.waiting(candidate.report(), first.get()));
    }
    AdoptionRows.Begun begun = rows.begin(server, candidate, actor);
    HostChange change = begun.change();
    List<FileSet.Member> open = candidate.members().stream().filter(m -> !m.isDone()).toList();
    SwapOutcome swapped;
    try {
      byHand.installHelper(host);
      swapped = open.isEmpty() ? tested(host.test()) : new FileSet(host, paths, pulse).swap(open);
    } catch (HostFileException | HostHelperException e) {
      if (!byHand.isNeededFor(e)) {
        settling.undo(server, host, change, "the files can't be written: " + e.getMessage(), pulse);
        throw e;
      }
      rows.waitForHands(server, candidate, begun);
      return Adopter.Outcome.ok(Adopter.waiting(candidate.report(), byHand.toSwap(open)));
    }
    if (!swapped.accepted()) {
      return undone(server, host, change, refused(swapped), pulse);
    }
    pulse.run();
    ReloadOutcome reload = host.reload();
    OptionalLong mark = RunningProcess.marker(host);
    boolean seen = mark.isPresent() && mark.getAsLong() == candidate.generation();
    if (!seen && (mark.isPresent() || !reload.reloaded())) {
      Adopter.Outcome failed =
          Adopter.Outcome.refused(
              422,
              "reload-failed",
              "The host does not run the adopted configuration and is as before: "
                  + reload.describe());
      return undone(server, host, change, failed, pulse);
    }
    try {
      rows.commit(server, candidate, begun, request, actor, seen);
    } catch (RefusedIps e) {
      return undone(server, host, change, e.answer(), pulse);
    }
    clearAway(known.now(server), host, change, pulse);
    return Adopter.Outcome.ok(candidate.report());
  }

  /** It is adopted: what is left to do there may as well be done by the next run. */
  private void clearAway(ServerRow server, PmtaHost host, HostChange change, Runnable pulse) {
    try {
      settling.clear(server, host, change, pulse);
    } catch (HostException e) {
      rows.leftToClear(server, String.valueOf(e.getMessage()));
    }
  }

  private Adopter.Outcome undone(
      ServerRow server, PmtaHost host, HostChange change, Adopter.Outcome answer, Runnable pulse) {
    Optional<Trouble> stuck =
        settling.undo(server, host, change, String.valueOf(answer.status()), pulse);
    return stuck.map(Adopter.Outcome::of).orElse(answer);
  }

  private static SwapOutcome tested(TestOutcome test) {
    return test.accepted() ? new SwapOutcome.Accepted() : new SwapOutcome.PutBack(test);
  }

  static Adopter.Outcome refused(SwapOutcome outcome) {
    if (outcome instanceof SwapOutcome.PutBack back) {
      return Adopter.Outcome.judged(
          back.test(),
          "swap-rejected",
          "PowerMTA rejects the configuration as it would be; the host is as before: ");
    }
    if (outcome instanceof SwapOutcome.Changed changed) {
      return Adopter.Outcome.refused(
          409,
          "file-changed",
          changed.path() + " was changed by somebody meanwhile; nothing was written. Try again.");
    }
    return Adopter.Outcome.refused(503, "server-busy", "Another program is writing this host.");
  }
}
