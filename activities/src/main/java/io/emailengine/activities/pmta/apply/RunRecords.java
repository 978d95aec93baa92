package io.emailengine.activities.pmta.apply;

import static java.util.Objects.requireNonNull;

import io.emailengine.store.scope.Scope;
import io.emailengine.store.server.ServerLock;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.Verification;
import io.emailengine.store.version.ConfigVersionRow;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.apply.ApplyOutcome.Kind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rows' side of a run: what they say of the server, and what the run writes down of what it is
 * about to do and of how that ended. Every write throws {@link SupersededException} when another
 * run owns the server meanwhile.
 */
final class RunRecords implements ApplyJournal {
  private final ApplyParts parts;
  private final ServerRow server;
  private final DriftWatch drift;
  private final ServerLock lock;
  private final Runnable heartbeat;
  private boolean urgent;
  private @Nullable ConfigVersionRow goodRow;
  private @Nullable KnownConfig good;

  /**
   * @param server the row as read under the lock; adopted
   * @param heartbeat called between steps
   */
  RunRecords(
      ApplyParts parts, ServerRow server, DriftWatch drift, ServerLock lock, Runnable heartbeat) {
    this.parts = parts;
    this.server = server;
    this.drift = drift;
    this.lock = lock;
    this.heartbeat = heartbeat;
    this.urgent = server.urgent();
  }

  /** The server's row as it is now. */
  ServerRow server() {
    return parts.inEngineScope(this::inRow);
  }

  private ServerRow inRow() {
    return parts.servers().findById(server.id()).orElseThrow();
  }

  /** The version that runs. Only after a {@link #know}. */
  ConfigVersionRow running() {
    return requireNonNull(goodRow, "not recovered");
  }

  /** Exact bytes and meaning of {@link #running}. */
  KnownConfig good() {
    return requireNonNull(good, "not recovered");
  }

  /** This version is the one that runs. */
  void know(ConfigVersionRow row) {
    goodRow = row;
    good = parts.versions().open(row);
  }

  ConfigVersionRow version(int n) {
    return parts.inEngineScope(() -> parts.versions().row(server.id(), n));
  }

  /** Whether what is pushed next must not wait: its reload counts apart from planned ones. */
  void urgent(boolean isUrgent) {
    urgent = isUrgent;
  }

  boolean urgent() {
    return urgent;
  }

  /**
   * Writes a draft down as the version that is about to be pushed. Belongs into a transaction.
   *
   * @param author of the version, as its commit names him
   * @param reason one line of the commit
   */
  ConfigVersionRow candidate(Draft draft, String author, String reason) {
    ConfigVersionRow row =
        parts
            .versions()
            .candidate(
                server.id(),
                draft.generation(),
                draft.file(),
                draft.caps(),
                author,
                reason,
                parts.clock().instant());
    owned(parts.servers().recordCandidate(server.id(), server.epoch(), row.n()));
    return row;
  }

  /** A version was read back from the running process: it is the one that runs. */
  void applied(ConfigVersionRow row, boolean full) {
    parts.inEngineScope(
        () -> {
          Instant now = parts.clock().instant();
          parts
              .readBack()
              .record(
                  server,
                  row,
                  row.generation(),
                  row.caps().as(RenderedCaps.class),
                  full ? Verification.FULL : Verification.PARTIAL,
                  now);
          drift.applied(now);
          parts.condition().well(inRow(), now);
          return row;
        });
    know(version(row.n()));
  }

  /** What runs is what a draft wants: its generation is reached. */
  void unchanged(Draft draft) {
    parts.inEngineScope(
        () -> {
          Instant now = parts.clock().instant();
          parts
              .readBack()
              .record(
                  server, running(), draft.generation(), draft.caps(), server.verification(), now);
          ServerRow row = inRow();
          if (Trouble.isOver(row)) {
            parts.condition().well(row, now);
          }
          return row;
        });
  }

  /**
   * The host answered a look.
   *
   * @param started when its process says that it began; null if it does not say
   */
  void looked(@Nullable String started) {
    parts.inEngineScope(
        () -> {
          Instant now = parts.clock().instant();
          owned(parts.servers().recordObserved(server.id(), server.epoch(), started, now));
          ServerRow row = inRow();
          if (Trouble.endsByReaching(row)) {
            parts.servers().clearFailures(server.id(), server.epoch());
            parts.condition().well(row, now);
          }
          return row;
        });
  }

  /** A candidate does not come to run. */
  void drop(KnownConfig candidate, String why) {
    parts.inEngineScope(
        () -> {
          parts.versionRows().markFailed(server.id(), candidate.number(), why);
          return owned(parts.servers().clearCandidate(server.id(), server.epoch()));
        });
  }

  /** Shows and tells what is wrong, and sets the next try. */
  ApplyOutcome failed(Trouble trouble) {
    parts.condition().failed(server.id(), server.epoch(), trouble);
    return new ApplyOutcome(Kind.FAILED, trouble.reason() + ": " + trouble.detail());
  }

  @Override
  public void reloading() {
    pulse();
    Instant now = parts.clock().instant();
    parts.inEngineScope(
        () ->
            owned(
                parts
                    .servers()
                    .recordReload(
                        server.id(),
                        server.epoch(),
                        parts.calendars().of(server).dayOf(now),
                        urgent,
                        now)));
  }

  @Override
  public void restoring() {
    pulse();
    Instant now = parts.clock().instant();
    long day = parts.calendars().of(server).dayOf(now);
    parts
        .transactions()
        .inScope(Scope.engine(), () -> parts.watches().countRestore(server.id(), day));
  }

  @Override
  public void pulse() {
    heartbeat.run();
    if (!lock.isHeld()) {
      throw new SupersededException();
    }
  }

  private static int owned(int rows) {
    if (rows == 0) {
      throw new SupersededException();
    }
    return rows;
  }
}
