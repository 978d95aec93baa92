package io.emailengine.activities.pmta.apply;

import io.emailengine.store.json.Json;
import io.emailengine.store.server.ChangeProgress;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.OverrideRequest;
import io.emailengine.store.server.RollbackRequest;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.version.ConfigVersionRow;
import io.emailengine.workflows.apply.ApplyTiming;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what a person wants of a configuration: into the rows in one transaction, which is
 * rolled back where it must not be; then onto the host; then read back. Where the host does not
 * take it the rows are as before. What is in the rows outlives every crash: the next run, whoever
 * makes it, brings it to its end and answers.
 */
final class PersonChanges {
  private final ApplyParts parts;
  private final OverrideParts rows;
  private final ChangeEnding ending;
  private final ApplyTiming timing;

  PersonChanges(ApplyParts parts, OverrideParts rows, ApplyTiming timing) {
    this.parts = parts;
    this.rows = rows;
    this.ending = new ChangeEnding(parts, rows);
    this.timing = timing;
  }

  /** Whether requests of this kind are served here. */
  static boolean serves(HostRequestKind kind) {
    return kind == HostRequestKind.OVERRIDE || kind == HostRequestKind.ROLLBACK;
  }

  private PersonChange change(HostRequestRow request) {
    return request.kind() == HostRequestKind.OVERRIDE
        ? new OverrideChange(request.request().as(OverrideRequest.class), rows)
        : new RollbackChange(
            request.request().as(RollbackRequest.class),
            rows.servers(),
            rows.audit(),
            rows.outbox());
  }

  /**
   * Serves a request on an open host.
   *
   * @return its answer; empty: it is in the rows, and a later run answers it
   */
  Optional<Adopter.Outcome> serve(HostRequestRow request, ApplyRun run) {
    if (request.progress() != null) {
      return goOn(request, run);
    }
    PersonChange change = change(request);
    Optional<Adopter.Outcome> refusal = change.refusal(run.server());
    if (refusal.isPresent()) {
      return refusal;
    }
    Recovery found = run.recover();
    if (found instanceof Recovery.Blocked blocked) {
      return change.onlyStops() && !change.dryRun()
          ? stop(request, change, run)
          : Optional.of(blocked(run, change, blocked.outcome().detail()));
    }
    if (!change.onlyStops()) {
      Optional<Adopter.Outcome> judged = ChangeReports.judged(run.host().test());
      if (judged.isPresent()) {
        return judged;
      }
      // What is queued decides whether it may be, and the last look may be ten minutes old.
      parts.queues().look(run.host(), run.server(), run.good());
    }
    Attempt attempt;
    try {
      attempt = parts.inEngineScope(() -> attempt(request, change, run));
    } catch (ChangeRefused e) {
      return Optional.of(e.outcome());
    }
    return push(request, attempt, run);
  }

  /**
   * The host failed while this was served. A stop is written into the rows all the same.
   *
   * @return whether it is in the rows; if not, nothing of it is
   */
  boolean isOpenAfterFailure(HostRequestRow seen, ServerRow server) {
    return parts.inEngineScope(
        () -> {
          HostRequestRow request = rows.requests().findById(seen.id()).orElseThrow();
          PersonChange change = change(request);
          if (request.progress() == null && change.onlyStops() && !change.dryRun()) {
            write(request, change, server);
            return true;
          }
          return request.progress() != null;
        });
  }

  /** Where the host itself says what is wrong, its own words are told. */
  private static Adopter.Outcome blocked(ApplyRun run, PersonChange change, String detail) {
    ServerRow server = run.server();
    Optional<Adopter.Outcome> judged =
        server.driftSha() == null ? ChangeReports.judged(run.host().test()) : Optional.empty();
    return judged.orElseGet(
        () ->
            ChangeReports.blocked(
                server,
                detail,
                change.waiting(server.name() + " is held, reason " + server.reason())));
  }

  private Optional<Adopter.Outcome> stop(
      HostRequestRow request, PersonChange change, ApplyRun run) {
    try {
      parts.inEngineScope(() -> write(request, change, run.server()));
    } catch (ChangeRefused e) {
      return Optional.of(e.outcome());
    }
    parts.stops().assertOn(run.host(), run.server());
    return Optional.empty();
  }

  /** What is in the rows: not to be pushed before its time, unchanged, or a version to push. */
  private record Attempt(
      ChangeProgress progress, boolean now, Draft draft, @Nullable ConfigVersionRow candidate) {}

  private Attempt attempt(HostRequestRow request, PersonChange change, ApplyRun run) {
    ServerRow seen = run.server();
    ChangeProgress progress = write(request, change, seen);
    ServerRow server = run.server();
    Instant now = parts.clock().instant();
    Draft draft = run.draft(parts.intents().read(server, now));
    if (!draft.refusals().isEmpty()) {
      throw new ChangeRefused(ChangeReports.guarded(draft.refusals()));
    }
    if (change.dryRun()) {
      throw new ChangeRefused(
          new Adopter.Outcome(
              200,
              ChangeReports.wouldRun(
                  server,
                  run.running(),
                  draft,
                  parts.versionRows().nextNumber(server.id()),
                  parts.versions().masked(draft.file().text()),
                  progress.warnings())));
    }
    boolean mayPush = draft.unchanged() || mayReload(server, now);
    ConfigVersionRow candidate =
        mayPush && !draft.unchanged()
            ? run.candidate(draft, request.actor(), change.reason())
            : null;
    return new Attempt(progress, mayPush, draft, candidate);
  }

  private ChangeProgress write(HostRequestRow request, PersonChange change, ServerRow server) {
    PersonChange.Written written = change.write(server, request.actor(), parts.clock().instant());
    ServerRow after = parts.servers().findById(server.id()).orElseThrow();
    Integer running = after.runningVersion();
    ChangeProgress progress =
        new ChangeProgress(
            after.desiredGen(),
            running == null ? 0 : running,
            change.onlyStops(),
            written.warnings(),
            written.ips(),
            written.pin(),
            written.pinBefore());
    rows.requests().recordProgress(request.id(), Json.of(progress));
    return progress;
  }

  /**
   * Planned reloads keep their distance; a stop has one of its own. The next apply waits for it.
   */
  private boolean mayReload(ServerRow server, Instant now) {
    return hasPassed(server.lastReloadAt(), now)
        || (server.urgent() && hasPassed(server.lastUrgentAt(), now));
  }

  private boolean hasPassed(@Nullable Instant last, Instant now) {
    Duration distance = timing.minReloadInterval();
    return last == null
        || !last.plus(distance).isAfter(now)
        || last.isAfter(now.plus(distance)); // the clock was set back
  }

  private Optional<Adopter.Outcome> push(HostRequestRow request, Attempt attempt, ApplyRun run) {
    if (!attempt.now()) {
      parts.stops().assertOn(run.host(), run.server());
      return Optional.empty();
    }
    ConfigVersionRow candidate = attempt.candidate();
    Pushed pushed =
        candidate == null ? run.push(attempt.draft(), request.actor(), "") : run.push(candidate);
    return ending.end(request, attempt.progress(), pushed, run);
  }

  /** An earlier run died, or had to wait, after the rows were written. */
  private Optional<Adopter.Outcome> goOn(HostRequestRow request, ApplyRun run) {
    ChangeProgress progress = ChangeEnding.progress(request);
    if (ChangeReports.isReached(run.server(), progress)) {
      return Optional.of(ending.runs(run.server(), progress));
    }
    Recovery found = run.recover();
    if (found instanceof Recovery.Blocked) {
      return Optional.empty();
    }
    ServerRow server = run.server();
    if (ChangeReports.isReached(server, progress)) {
      return Optional.of(ending.runs(server, progress));
    }
    if (!mayReload(server, parts.clock().instant())) {
      return Optional.empty();
    }
    Draft draft =
        parts.inEngineScope(() -> run.draft(parts.intents().read(server, parts.clock().instant())));
    return ending.end(
        request, progress, run.push(draft, request.actor(), change(request).reason()), run);
  }

  /**
   * Answers what is open on a server after a run of it.
   *
   * @param pushed how the run's push ended; null: it pushed nothing
   */
  void settle(ApplyRun run, @Nullable Pushed pushed) {
    ending.settle(run, pushed);
  }
}
