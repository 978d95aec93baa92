package io.emailengine.activities.pmta.apply;

import static java.util.Objects.requireNonNull;

import io.emailengine.activities.pmta.config.plan.ConfigGuard;
import io.emailengine.activities.pmta.config.plan.ConfigPlan;
import io.emailengine.activities.pmta.config.render.EngineFile;
import io.emailengine.activities.pmta.config.render.EngineHeader;
import io.emailengine.activities.pmta.host.HostException;
import io.emailengine.activities.pmta.host.HostFileException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.server.ServerLock;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.Verification;
import io.emailengine.store.version.ConfigVersionRow;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.apply.ApplyOutcome.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
final class ApplyRun implements ApplyJournal {
  private final ApplyParts parts;
  private final ServerRow server;
  private final PmtaHost host;
  private final ServerLock lock;
  private final Runnable heartbeat;
  private final ApplyProtocol protocol;
  private final DriftWatch drift;
  private boolean urgent;
  private @Nullable ConfigVersionRow goodRow;
  private @Nullable KnownConfig good;
  private @Nullable Pushed pushed;
  private @Nullable String overwritable;
  private byte[] found = new byte[0];

  /**
   * @param server the row as read under the lock; adopted
   * @param heartbeat called between steps
   */
  ApplyRun(ApplyParts parts, ServerRow server, PmtaHost host, ServerLock lock, Runnable heartbeat) {
    this.parts = parts;
    this.server = server;
    this.host = host;
    this.lock = lock;
    this.heartbeat = heartbeat;
    this.protocol = new ApplyProtocol(host, new EnginePaths(server.configPath()), this);
    this.drift = new DriftWatch(parts, server);
    this.urgent = server.urgent();
  }

  /** The server's row as it is now. */
  ServerRow server() {
    return parts.inEngineScope(this::inRow);
  }

  PmtaHost host() {
    return host;
  }

  /** The version that runs. Only after {@link #recover} left the way free. */
  ConfigVersionRow running() {
    return requireNonNull(goodRow, "not recovered");
  }

  /** Exact bytes and meaning of {@link #running}. */
  KnownConfig good() {
    return requireNonNull(good, "not recovered");
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
    know(version(requireNonNull(server.runningVersion(), "an adopted server runs something")));
    ConfigVersionRow candidateRow =
        server.candidateVersion() == null ? null : version(server.candidateVersion());
    KnownConfig candidate = candidateRow == null ? null : parts.versions().open(candidateRow);
    String disk = protocol.disk();
    Optional<EngineHeader> unknown = headerOfUnknown(disk, candidate);
    if (unknown.isPresent() && !unknown.get().instanceId().equals(parts.instanceId())) {
      return new Recovery.Blocked(
          failed(Trouble.anotherInstance(unknown.get().instanceId(), unknown.get().generation())));
    }
    // By runtime command first: stops do not wait for files, tests and reloads.
    parts.stops().assertOn(host, server);
    if (unknown.isPresent() && EngineFile.isUntouched(found)) {
      know(new RestoredDatabase(parts, server).takeOver(found, unknown.get()));
      candidate = null;
    }
    overwritable = drift.overwritable(disk);
    ProtocolResult result =
        protocol.recover(
            disk, good(), candidate, candidate == null || mayRun(candidate), overwritable);
    return settled(result, candidateRow, candidate);
  }

  private Recovery settled(
      ProtocolResult result,
      @Nullable ConfigVersionRow candidateRow,
      @Nullable KnownConfig candidate) {
    if (result instanceof ProtocolResult.Drifted drifted) {
      return new Recovery.Blocked(drift.found(drifted, new EditedFile(parts, server, protocol)));
    }
    if (result instanceof ProtocolResult.Unsettled unsettled) {
      return new Recovery.Blocked(failed(Trouble.degraded(unsettled.reason(), unsettled.detail())));
    }
    if (result instanceof ProtocolResult.Applied applied) {
      return new Recovery.Completed(
          outcome(
              applied(requireNonNull(candidateRow), requireNonNull(candidate), applied.full())));
    }
    if (candidate != null) {
      ProtocolResult.Restored restored =
          result instanceof ProtocolResult.Restored given ? given : null;
      drop(
          candidate,
          restored == null
              ? "interrupted before it was in place"
              : restored.reason() + ": " + restored.detail());
      if (restored != null && !restored.reason().equals("interrupted")) {
        return new Recovery.Blocked(failed(Trouble.degraded(restored.reason(), restored.detail())));
      }
    }
    return drift
        .mended(good(), protocol)
        .or(() -> new OperatorWatch(parts, server).look(host))
        .<Recovery>map(trouble -> new Recovery.Blocked(failed(trouble)))
        .orElseGet(Recovery.Free::new);
  }

  /** The header of a file that no row stands for; empty if there is none. */
  private Optional<EngineHeader> headerOfUnknown(String disk, @Nullable KnownConfig candidate) {
    if (disk.equals(ApplyProtocol.MISSING)
        || disk.equals(good().sha256())
        || disk.equals(server.driftSha())
        || (candidate != null && disk.equals(candidate.sha256()))
        || parts.inEngineScope(() -> parts.versionRows().countBySha(server.id(), disk)) > 0) {
      return Optional.empty();
    }
    found = protocol.bytesOnDisk();
    return EngineFile.readHeader(found);
  }

  /**
   * Whether a candidate that was not made to run in its time may be made to now: outside the raise
   * window only what a person asked for may rise.
   */
  private boolean mayRun(KnownConfig candidate) {
    if (parts.calendars().of(server).inRaiseWindow(parts.clock().instant())) {
      return true;
    }
    Map<String, SendingIpRow> ips = new HashMap<>();
    parts
        .inEngineScope(() -> parts.ips().findRendered(server.id()))
        .forEach(ip -> ips.put(ip.vmta(), ip));
    return candidate.risesAbove(good()).stream()
        .map(vmta -> ips.get(vmta.vmta()))
        .allMatch(ip -> ip != null && ip.riseAskedBy() != null);
  }

  /** Pushes what the rows want now. */
  ApplyOutcome apply() {
    if (!server().urgent()) {
      parts.queues().look(host, server(), good());
    }
    ServerRow now = server();
    urgent = now.urgent();
    ServerIntent intent =
        parts.inEngineScope(() -> parts.intents().read(now, parts.clock().instant()));
    Draft draft = draft(intent);
    if (draft.waitsForWindow() && !mayReloadNow(now, intent)) {
      return outcome(push(draft.deferred(), draft.actor(), ""));
    }
    Pushed pushed = push(draft, draft.actor(), draft.plan().summary());
    if (urgent || draft.retires()) {
      // Now they are out of their pools, or stopped: an empty queue needs no later look.
      parts.queues().look(host, server(), good());
    }
    return outcome(pushed);
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
    IntentRenderer.Outcome rendered =
        IntentRenderer.render(intent, running().caps().as(RenderedCaps.class).pools());
    boolean unchanged =
        rendered.file().bodySha256().equals(running().bodySha256()) && !drift.overwrites();
    ConfigPlan plan =
        ConfigPlan.between(
            text(good().bytes()), unchanged ? text(good().bytes()) : rendered.file().text());
    return new Draft(
        intent.generation(),
        intent.actor(),
        rendered.file(),
        rendered.caps(),
        plan,
        unchanged ? List.of() : ConfigGuard.check(plan, rendered.allowed()),
        unchanged,
        intent.ips().stream().anyMatch(SendingIpRow::draining)
            || plan.caps().stream().anyMatch(change -> intent.retired().contains(change.vmta())));
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
      return remember(unchanged(draft));
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

  /** Pushes what {@link #candidate} wrote down. */
  Pushed push(ConfigVersionRow row) {
    urgent = server().urgent();
    return remember(pushed(row));
  }

  private Pushed remember(Pushed ended) {
    pushed = ended;
    return ended;
  }

  private Pushed pushed(ConfigVersionRow row) {
    KnownConfig candidate = parts.versions().open(row);
    ProtocolResult result;
    try {
      result =
          protocol.push(
              drift.overwrites() ? requireNonNull(overwritable) : good().sha256(),
              good(),
              candidate);
    } catch (HostFileException e) {
      // The upload failed, so the swap was never reached: what ran still runs. If it was the swap
      // itself, the next run finds out.
      dropIfNotInPlace(candidate, e);
      throw e;
    }
    if (result instanceof ProtocolResult.Applied applied) {
      return applied(row, candidate, applied.full());
    }
    if (result instanceof ProtocolResult.Restored restored) {
      drop(candidate, restored.reason() + ": " + restored.detail());
      return new Pushed.Restored(restored.reason(), restored.detail());
    }
    ProtocolResult.Unsettled unsettled = (ProtocolResult.Unsettled) result;
    return new Pushed.Unsettled(unsettled.reason(), unsettled.detail());
  }

  private void dropIfNotInPlace(KnownConfig candidate, HostException cause) {
    boolean inPlace =
        host.read(new EnginePaths(server.configPath()).engineFile())
            .map(file -> Sha256.hex(file.bytes()).equals(candidate.sha256()))
            .orElse(true);
    if (!inPlace) {
      drop(candidate, String.valueOf(cause.getMessage()));
    }
  }

  private Pushed applied(ConfigVersionRow row, KnownConfig candidate, boolean full) {
    pulse();
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
    parts.stops().assertOn(host, server());
    return new Pushed.Applied(
        row.n(), candidate + ": " + (row.reason() == null ? "" : row.reason()));
  }

  /**
   * The same intent twice: same version, no reload. Its caps still have to be seen before a new
   * step may count.
   */
  private Pushed unchanged(Draft draft) {
    for (RenderedVmta vmta : parts.readBack().unseen(draft.caps())) {
      pulse();
      if (protocol.cap(vmta.vmta()).orElse(-1) != requireNonNull(vmta.cap())) {
        return new Pushed.Unsettled(
            "not-verified", vmta.vmta() + " does not run with " + vmta.cap() + "/d");
      }
    }
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
    return new Pushed.Unchanged(running().n());
  }

  /** Nothing was to be pushed: the host was looked at. */
  ApplyOutcome looked() {
    String started = host.status().startedAt().orElse(null);
    if (started != null && !started.equals(server.pmtaStartedAt())) {
      // A restart since the stops were asserted has let them go.
      parts.stops().assertOn(host, server());
    }
    parts.queues().look(host, server(), good());
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
    return new ApplyOutcome(Kind.UNCHANGED, good() + " runs");
  }

  private ApplyOutcome outcome(Pushed pushed) {
    if (pushed instanceof Pushed.Applied applied) {
      return new ApplyOutcome(Kind.APPLIED, applied.summary());
    }
    if (pushed instanceof Pushed.Unchanged unchanged) {
      return new ApplyOutcome(Kind.UNCHANGED, "version " + unchanged.version() + " runs");
    }
    return failed(trouble(pushed));
  }

  private static Trouble trouble(Pushed pushed) {
    if (pushed instanceof Pushed.Refused refused) {
      return Trouble.refused(refused.refusals());
    }
    if (pushed instanceof Pushed.Restored restored) {
      return Trouble.degraded(restored.reason(), restored.detail());
    }
    Pushed.Unsettled unsettled = (Pushed.Unsettled) pushed;
    return Trouble.degraded(unsettled.reason(), unsettled.detail());
  }

  /** As {@link #failed(Trouble)}, of a push that did not come to run. */
  ApplyOutcome failed(Pushed pushed) {
    return failed(trouble(pushed));
  }

  /** Shows and tells what is wrong, and sets the next try. */
  ApplyOutcome failed(Trouble trouble) {
    parts.condition().failed(server.id(), server.epoch(), trouble);
    return new ApplyOutcome(Kind.FAILED, trouble.reason() + ": " + trouble.detail());
  }

  private void drop(KnownConfig candidate, String why) {
    parts.inEngineScope(
        () -> {
          parts.versionRows().markFailed(server.id(), candidate.number(), why);
          return owned(parts.servers().clearCandidate(server.id(), server.epoch()));
        });
  }

  private ConfigVersionRow version(int n) {
    return parts.inEngineScope(() -> parts.versions().row(server.id(), n));
  }

  private void know(ConfigVersionRow row) {
    goodRow = row;
    good = parts.versions().open(row);
  }

  private ServerRow inRow() {
    return parts.servers().findById(server.id()).orElseThrow();
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

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
