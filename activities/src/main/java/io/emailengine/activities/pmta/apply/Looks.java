package io.emailengine.activities.pmta.apply;

import static java.util.Objects.requireNonNull;

import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.PmtaStatus;
import io.emailengine.store.server.Queues;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.workflows.apply.ApplyTiming;
import java.time.Instant;

/**
 * How much of a host is looked at. What is queued changes by the minute and is read often; files
 * and settings are compared once an hour, or at once when PowerMTA is not the process that was last
 * seen.
 */
final class Looks {
  private final ApplyParts parts;
  private final Queues queues;
  private final ApplyTiming timing;

  Looks(ApplyParts parts, Queues queues, ApplyTiming timing) {
    this.parts = parts;
    this.queues = queues;
    this.timing = timing;
  }

  /** What the rows say of a server. Belongs into a transaction. */
  ApplyTiming.Snapshot snapshot(ServerRow server) {
    boolean held = server.state() == ServerState.HELD;
    return new ApplyTiming.Snapshot(
        server.adopted(),
        !held || server.driftOverwriteBy() != null,
        server.candidateVersion() != null,
        server.dirtySince(),
        server.dirtyLast(),
        server.urgent(),
        server.skipSettle() || server.driftOverwriteBy() != null,
        server.risesDeferred(),
        server.lastReloadAt(),
        server.lastUrgentAt(),
        server.retryAt(),
        server.observedAt(),
        queues.lastRead(server.id()).map(Queues.Read::at).orElse(null),
        !parts.stops().stopped(server.id()).isEmpty(),
        server.state() != ServerState.READY || parts.watches().of(server.id()).filesChanged());
  }

  /**
   * Where no whole look is due: asserts stops and reads the queues, nothing else.
   *
   * @return false: all of the host is to be looked at
   */
  boolean queuesAreEnough(ServerRow server, PmtaHost host) {
    Instant now = parts.clock().instant();
    if (server.candidateVersion() != null
        || parts.inEngineScope(() -> timing.looksAtAll(snapshot(server), now))) {
      return false;
    }
    PmtaStatus status = host.status();
    String started = server.pmtaStartedAt();
    if (!status.running() || started == null || !started.equals(status.startedAt().orElse(null))) {
      return false;
    }
    parts.stops().assertOn(host, server);
    return parts.queues().read(host, server, () -> running(server));
  }

  private KnownConfig running(ServerRow server) {
    int version = requireNonNull(server.runningVersion(), "an adopted server runs something");
    return parts
        .versions()
        .open(parts.inEngineScope(() -> parts.versions().row(server.id(), version)));
  }

  /**
   * Mail gets old on a host whose configuration waits, too. One that another engine writes is not
   * ours to judge.
   */
  void queuesOfBlocked(ApplyRun run) {
    ServerRow server = run.server();
    Instant now = parts.clock().instant();
    if (!Trouble.ANOTHER_INSTANCE.equals(server.reason())
        && parts.inEngineScope(() -> timing.readsQueues(snapshot(server), now))) {
      parts.queues().look(run.host(), server, run.good());
    }
  }
}
