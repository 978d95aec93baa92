package io.emailengine.activities.pmta.apply;

import static java.util.Objects.requireNonNull;

import io.emailengine.store.json.Json;
import io.emailengine.store.server.ChangeProgress;
import io.emailengine.store.server.ConfigReport;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.version.ConfigVersionRow;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of a person's change that is in the rows: it runs and is answered with what runs; or the
 * host did not take it, and the rows are as before; or it stays open for a later run.
 */
final class ChangeEnding {
  private final ApplyParts parts;
  private final OverrideParts rows;
  private final ChangeUndo undo;

  ChangeEnding(ApplyParts parts, OverrideParts rows) {
    this.parts = parts;
    this.rows = rows;
    this.undo = new ChangeUndo(rows);
  }

  /** How far a request has come whose change is in the rows. */
  static ChangeProgress progress(HostRequestRow request) {
    return requireNonNull(request.progress(), "nothing of it is in the rows")
        .as(ChangeProgress.class);
  }

  /**
   * After a push of the change.
   *
   * @return its answer; empty: a later run answers it
   */
  Optional<Adopter.Outcome> end(
      HostRequestRow request, ChangeProgress progress, Pushed pushed, ApplyRun run) {
    if (pushed instanceof Pushed.Applied || pushed instanceof Pushed.Unchanged) {
      return Optional.of(runs(run.server(), progress));
    }
    Optional<Adopter.Outcome> refused =
        progress.onlyStops() ? Optional.empty() : undone(request, progress, pushed, run);
    if (refused.isEmpty()) {
      run.failed(pushed);
      // What is written stands: if it is a stop, it does not wait for a file.
      parts.stops().assertOn(run.host(), run.server());
    }
    return refused;
  }

  private Optional<Adopter.Outcome> undone(
      HostRequestRow request, ChangeProgress progress, Pushed pushed, ApplyRun run) {
    Adopter.Outcome outcome;
    String why;
    if (pushed instanceof Pushed.Restored restored) {
      outcome = ChangeReports.putBack(restored.reason(), restored.detail());
      why = restored.reason();
    } else if (pushed instanceof Pushed.Refused refused) {
      outcome = ChangeReports.guarded(refused.refusals());
      why = "guard";
    } else {
      return Optional.empty();
    }
    parts.inEngineScope(
        () -> {
          undo.undo(run.server(), request, progress, why, parts.clock().instant());
          return why;
        });
    return Optional.of(outcome);
  }

  /** The answer to a change that runs. */
  Adopter.Outcome runs(ServerRow server, ChangeProgress progress) {
    ConfigReport report =
        parts.inEngineScope(
            () -> {
              ConfigVersionRow now =
                  parts.versions().row(server.id(), requireNonNull(server.runningVersion()));
              ConfigVersionRow before =
                  progress.versionBefore() == 0
                      ? now
                      : parts.versions().row(server.id(), progress.versionBefore());
              return ChangeReports.runs(server, before, now, progress.warnings());
            });
    return new Adopter.Outcome(200, report);
  }

  /**
   * Answers what is open on a server after a run of it.
   *
   * @param pushed how the run's push ended; null: it pushed nothing
   */
  void settle(ApplyRun run, @Nullable Pushed pushed) {
    ServerRow server = run.server();
    for (HostRequestRow request :
        parts.inEngineScope(() -> rows.requests().findOpen(server.id()))) {
      ChangeProgress progress = progress(request);
      Optional<Adopter.Outcome> outcome = Optional.empty();
      if (ChangeReports.isReached(server, progress)) {
        outcome = Optional.of(runs(server, progress));
      } else if (pushed != null && !progress.onlyStops()) {
        outcome = undone(request, progress, pushed, run);
      }
      outcome.ifPresent(
          found ->
              parts.inEngineScope(
                  () ->
                      rows.requests()
                          .answer(
                              request.id(),
                              found.status(),
                              Json.of(found.body()),
                              parts.clock().instant())));
    }
  }
}
