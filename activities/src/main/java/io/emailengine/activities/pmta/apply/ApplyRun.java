package io.emailengine.activities.pmta.apply;

import static java.util.Objects.requireNonNull;

import io.emailengine.activities.pmta.host.HostException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.server.ServerLock;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.version.ConfigVersionRow;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.apply.ApplyOutcome.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A host that is open and locked for one writer, together with what the rows say of it. The life of
 * a run: {@link #recover}; if that leaves the way free, {@link #draft} and {@link #push} as often
 * as wished. Not for several threads.
 *
 * <p>Besides what is said below, everything throws {@link HostException} when the host fails and
 * {@link SupersededException} when another run owns the server meanwhile; the next run converges
 * from there.
 */
final class ApplyRun {
  private final ApplyParts parts;
  private final ServerRow server;
  private final PmtaHost host;
  private final DriftWatch drift;
  private final RunRecords records;
  private final RunPush pushing;
  private final RunRecovery recovery;
  private @Nullable Pushed pushed;

  /**
   * @param server the row as read under the lock; adopted
   * @param heartbeat called between steps
   */
  ApplyRun(ApplyParts parts, ServerRow server, PmtaHost host, ServerLock lock, Runnable heartbeat) {
    this.parts = parts;
    this.server = server;
    this.host = host;
    this.drift = new DriftWatch(parts, server);
    this.records = new RunRecords(parts, server, drift, lock, heartbeat);
    ApplyProtocol protocol = new ApplyProtocol(host, new EnginePaths(server.configPath()), records);
    this.pushing = new RunPush(parts, server, host, records, protocol);
    this.recovery = new RunRecovery(parts, server, host, records, protocol, drift, pushing);
  }

  /** The server's row as it is now. */
  ServerRow server() {
    return records.server();
  }

  PmtaHost host() {
    return host;
  }

  /** The version that runs. Only after {@link #recover} left the way free. */
  ConfigVersionRow running() {
    return records.running();
  }

  /** Exact bytes and meaning of {@link #running}. */
  KnownConfig good() {
    return records.good();
  }

  /** How the last push of this run ended; null: it pushed nothing. */
  @Nullable Pushed pushed() {
    return pushed;
  }

  /**
   * Looks at disk and running process, asserts stops, and settles what an earlier run left. A host
   * that another engine has written is not touched.
   */
  Recovery recover() {
    return recovery.recover();
  }

  /** Pushes what the rows want now. */
  ApplyOutcome apply() {
    if (!server().urgent()) {
      parts.queues().look(host, server(), good());
    }
    ServerRow now = server();
    records.urgent(now.urgent());
    ServerIntent intent =
        parts.inEngineScope(() -> parts.intents().read(now, parts.clock().instant()));
    Draft draft = draft(intent);
    if (draft.waitsForWindow() && !mayReloadNow(now, intent)) {
      return outcome(push(draft.deferred(), draft.actor(), ""));
    }
    Pushed ended = push(draft, draft.actor(), draft.plan().summary());
    if (records.urgent() || draft.retires()) {
      // Now they are out of their pools, or stopped: an empty queue needs no later look.
      parts.queues().look(host, server(), good());
    }
    return outcome(ended);
  }

  /** A reload may reset the host's daily counters: outside the raise window it needs a reason. */
  private boolean mayReloadNow(ServerRow now, ServerIntent intent) {
    return intent.inRaiseWindow()
        || now.skipSettle()
        || now.urgent()
        || now.pin() != null
        || drift.overwrites()
        || intent.ips().stream().anyMatch(ip -> ip.riseAskedBy() != null);
  }

  /**
   * Renders an intent and compares it with what runs; touches nothing, and may be called within a
   * transaction.
   */
  Draft draft(ServerIntent intent) {
    return Draft.of(intent, running(), good(), drift.overwrites());
  }

  /**
   * Makes the host run a draft, or proves that it runs what it ran before. The version is written
   * down first, in a transaction of its own.
   *
   * @param author of the version, as its commit names him
   * @param reason one line of the commit
   */
  Pushed push(Draft draft, String author, String reason) {
    if (!draft.refusals().isEmpty()) {
      return remember(new Pushed.Refused(draft.refusals()));
    }
    if (draft.unchanged()) {
      return remember(pushing.unchanged(draft));
    }
    ConfigVersionRow row = parts.inEngineScope(() -> candidate(draft, author, reason));
    return push(row);
  }

  /**
   * Writes a draft down as the version that is about to be pushed. Belongs into a transaction; once
   * that has committed, {@link #push(ConfigVersionRow)} it, or the next run will find it
   * interrupted and drop it.
   */
  ConfigVersionRow candidate(Draft draft, String author, String reason) {
    return records.candidate(draft, author, reason);
  }

  /** Pushes what {@link #candidate} wrote down. */
  Pushed push(ConfigVersionRow row) {
    records.urgent(server().urgent());
    String replaced =
        drift.overwrites() ? requireNonNull(recovery.overwritable()) : good().sha256();
    return remember(pushing.push(row, replaced));
  }

  private Pushed remember(Pushed ended) {
    pushed = ended;
    return ended;
  }

  /** Nothing was to be pushed: the host was looked at. */
  ApplyOutcome looked() {
    String started = host.status().startedAt().orElse(null);
    if (started != null && !started.equals(server.pmtaStartedAt())) {
      // A restart since the stops were asserted has let them go.
      parts.stops().assertOn(host, server());
    }
    parts.queues().look(host, server(), good());
    records.looked(started);
    return new ApplyOutcome(Kind.UNCHANGED, good() + " runs");
  }

  private ApplyOutcome outcome(Pushed ended) {
    if (ended instanceof Pushed.Applied applied) {
      return new ApplyOutcome(Kind.APPLIED, applied.summary());
    }
    if (ended instanceof Pushed.Unchanged unchanged) {
      return new ApplyOutcome(Kind.UNCHANGED, "version " + unchanged.version() + " runs");
    }
    return failed(ended);
  }

  /** Shows and tells why a push did not come to run, and sets the next try. */
  ApplyOutcome failed(Pushed ended) {
    return records.failed(trouble(ended));
  }

  private static Trouble trouble(Pushed ended) {
    if (ended instanceof Pushed.Refused refused) {
      return Trouble.refused(refused.refusals());
    }
    if (ended instanceof Pushed.Restored restored) {
      return Trouble.degraded(restored.reason(), restored.detail());
    }
    Pushed.Unsettled unsettled = (Pushed.Unsettled) ended;
    return Trouble.degraded(unsettled.reason(), unsettled.detail());
  }
}
