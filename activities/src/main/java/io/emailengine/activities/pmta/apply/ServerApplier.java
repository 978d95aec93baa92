package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.plan.ConfigGuard;
import io.emailengine.activities.pmta.config.plan.ConfigPlan;
import io.emailengine.activities.pmta.config.plan.GuardRefusal;
import io.emailengine.activities.pmta.host.HostException;
import io.emailengine.activities.pmta.host.HostFileException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.seal.Sealed;
import io.emailengine.store.seal.Sealer;
import io.emailengine.store.server.ServerLock;
import io.emailengine.store.server.ServerLocks;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.server.Verification;
import io.emailengine.store.version.ConfigVersionRepository;
import io.emailengine.store.version.ConfigVersionRow;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.apply.ApplyOutcome.Kind;
import io.emailengine.workflows.apply.ServerRef;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run of the apply protocol on one server, from its row to its row. Converges from wherever an
 * earlier run died.
 */
final class ServerApplier {
  private final Transactions transactions;
  private final ServerRepository servers;
  private final ServerLocks locks;
  private final ConfigVersionRepository versionRows;
  private final Versions versions;
  private final IntentReader intents;
  private final Hosts hosts;
  private final StopAssertion stops;
  private final ReadBack readBack;
  private final ServerCondition condition;
  private final Calendars calendars;
  private final Sealer sealer;
  private final Clock clock;

  ServerApplier(
      Transactions transactions,
      ServerRepository servers,
      ServerLocks locks,
      ConfigVersionRepository versionRows,
      Versions versions,
      IntentReader intents,
      Hosts hosts,
      StopAssertion stops,
      ReadBack readBack,
      ServerCondition condition,
      Calendars calendars,
      Sealer sealer,
      Clock clock) {
    this.transactions = transactions;
    this.servers = servers;
    this.locks = locks;
    this.versionRows = versionRows;
    this.versions = versions;
    this.intents = intents;
    this.hosts = hosts;
    this.stops = stops;
    this.readBack = readBack;
    this.condition = condition;
    this.calendars = calendars;
    this.sealer = sealer;
    this.clock = clock;
  }

  /**
   * @param push false: only look, recover, and assert stops
   * @param heartbeat called between steps
   */
  ApplyOutcome run(ServerRef ref, boolean push, Runnable heartbeat) {
    ServerRow server = load(ref);
    if (server == null) {
      return new ApplyOutcome(Kind.SUPERSEDED, "another run owns the server");
    }
    if (!server.adopted()) {
      return new ApplyOutcome(Kind.HELD, "not adopted");
    }
    Optional<ServerLock> free = locks.tryLock(server.id());
    if (free.isEmpty()) {
      Trouble busy = Trouble.degraded("locked", "another process is writing this host");
      condition.failed(server.id(), ref.epoch(), busy);
      return new ApplyOutcome(Kind.FAILED, busy.detail());
    }
    try (ServerLock lock = free.get()) {
      // Once more: whoever held the lock until now may have moved the row.
      ServerRow locked = load(ref);
      if (locked == null) {
        throw new SupersededException();
      }
      try (PmtaHost host = hosts.open(locked)) {
        return new Run(locked, host, lock, heartbeat).go(push);
      }
    } catch (HostException e) {
      Trouble trouble = Trouble.of(e);
      condition.failed(server.id(), ref.epoch(), trouble);
      return new ApplyOutcome(Kind.FAILED, trouble.reason() + ": " + trouble.detail());
    } catch (SupersededException e) {
      return new ApplyOutcome(Kind.SUPERSEDED, "another run owns the server");
    }
  }

  private @Nullable ServerRow load(ServerRef ref) {
    return transactions.<@Nullable ServerRow>inScope(
        Scope.engine(),
        () ->
            servers
                .findByName(ref.server())
                .filter(row -> row.epoch() == ref.epoch())
                .orElse(null));
  }

  /** The server belongs to another run since this one began. */
  private static final class SupersededException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final class Run implements ApplyJournal {
    private final ServerRow server;
    private final PmtaHost host;
    private final ServerLock lock;
    private final Runnable heartbeat;
    private final ApplyProtocol protocol;
    private boolean urgent;

    Run(ServerRow server, PmtaHost host, ServerLock lock, Runnable heartbeat) {
      this.server = server;
      this.host = host;
      this.lock = lock;
      this.heartbeat = heartbeat;
      this.protocol = new ApplyProtocol(host, new EnginePaths(server.configPath()), this);
      this.urgent = server.urgent();
    }

    ApplyOutcome go(boolean push) {
      // Stops first, by runtime command: they do not wait for files, tests and reloads.
      stops.assertOn(host, server);
      ConfigVersionRow goodRow =
          inEngineScope(
              () -> versions.row(server.id(), Objects.requireNonNull(server.runningVersion())));
      KnownConfig good = versions.open(goodRow);
      Integer inFlight = server.candidateVersion();
      ConfigVersionRow candidateRow =
          inFlight == null ? null : inEngineScope(() -> versions.row(server.id(), inFlight));
      KnownConfig candidate = candidateRow == null ? null : versions.open(candidateRow);
      boolean overwrite = server.driftOverwriteBy() != null;
      ProtocolResult found =
          protocol.recover(good, candidate, overwrite ? server.driftSha() : null);
      ApplyOutcome settled = settle(found, good, candidateRow, candidate);
      if (settled != null) {
        return settled;
      }
      if (server.driftSha() != null && !overwrite) {
        return held(
            server.driftSha(),
            "The file is the recorded one again; drift/overwrite confirms it.",
            false);
      }
      return push ? push(goodRow, good) : unchanged(good);
    }

    /** Deals with what recovery found; null if the way is free. */
    private @Nullable ApplyOutcome settle(
        ProtocolResult found,
        KnownConfig good,
        @Nullable ConfigVersionRow candidateRow,
        @Nullable KnownConfig candidate) {
      if (found instanceof ProtocolResult.Drifted drifted) {
        return drift(drifted);
      }
      if (found instanceof ProtocolResult.Unsettled unsettled) {
        return failed(Trouble.degraded(unsettled.reason(), unsettled.detail()));
      }
      if (found instanceof ProtocolResult.Applied applied) {
        return applied(
            Objects.requireNonNull(candidateRow),
            Objects.requireNonNull(candidate),
            applied.full());
      }
      if (candidate != null) {
        String why =
            found instanceof ProtocolResult.Restored restored
                ? restored.reason() + ": " + restored.detail()
                : "interrupted before it was in place";
        drop(candidate, why);
        if (found instanceof ProtocolResult.Restored restored
            && !restored.reason().equals("interrupted")) {
          return failed(Trouble.degraded(restored.reason(), restored.detail()));
        }
      }
      return null;
    }

    private ApplyOutcome push(ConfigVersionRow goodRow, KnownConfig good) {
      ServerRow now = inEngineScope(() -> servers.findById(server.id()).orElseThrow());
      ServerIntent intent = inEngineScope(() -> intents.read(now, clock.instant()));
      IntentRenderer.Outcome rendered =
          IntentRenderer.render(intent, goodRow.caps().as(RenderedCaps.class).pools());
      if (rendered.file().bodySha256().equals(goodRow.bodySha256())
          && now.driftOverwriteBy() == null) {
        return unchanged(goodRow, intent.generation(), rendered.caps());
      }
      ConfigPlan plan = ConfigPlan.between(text(good.bytes()), rendered.file().text());
      List<GuardRefusal> refusals = ConfigGuard.check(plan, rendered.allowed());
      if (!refusals.isEmpty()) {
        String why = refusals.stream().map(GuardRefusal::message).collect(Collectors.joining("; "));
        return failed(Trouble.degraded("guard", why));
      }
      urgent = now.urgent();
      ConfigVersionRow candidateRow =
          inEngineScope(
              () -> {
                ConfigVersionRow row =
                    versions.candidate(
                        server.id(),
                        intent.generation(),
                        rendered.file(),
                        rendered.caps(),
                        intent.actor(),
                        plan.summary(),
                        clock.instant());
                owned(servers.recordCandidate(server.id(), server.epoch(), row.n()));
                return row;
              });
      KnownConfig candidate = versions.open(candidateRow);
      ProtocolResult result;
      try {
        result = protocol.push(good, candidate);
      } catch (HostFileException e) {
        // The upload failed, so the swap was never reached: what ran still runs. If it was the swap
        // itself, the next run finds out.
        dropIfNotInPlace(candidate, e);
        throw e;
      }
      if (result instanceof ProtocolResult.Applied applied) {
        return applied(candidateRow, candidate, applied.full());
      }
      if (result instanceof ProtocolResult.Restored restored) {
        drop(candidate, restored.reason() + ": " + restored.detail());
        return failed(Trouble.degraded(restored.reason(), restored.detail()));
      }
      ProtocolResult.Unsettled unsettled = (ProtocolResult.Unsettled) result;
      return failed(Trouble.degraded(unsettled.reason(), unsettled.detail()));
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

    private ApplyOutcome applied(ConfigVersionRow row, KnownConfig candidate, boolean full) {
      pulse();
      inEngineScope(
          () -> {
            Instant now = clock.instant();
            readBack.record(
                server,
                row,
                row.generation(),
                row.caps().as(RenderedCaps.class),
                full ? Verification.FULL : Verification.PARTIAL,
                now);
            condition.well(inRow(), now);
            return row;
          });
      stops.assertOn(host, inEngineScope(this::inRow));
      protocol.prepareNext(candidate);
      return new ApplyOutcome(
          Kind.APPLIED, candidate + ": " + Objects.requireNonNullElse(row.reason(), ""));
    }

    /**
     * The same intent twice: same version, no reload. Its caps still have to be seen before a new
     * step may count.
     */
    private ApplyOutcome unchanged(ConfigVersionRow goodRow, long generation, RenderedCaps caps) {
      for (RenderedVmta vmta : readBack.unseen(caps)) {
        pulse();
        if (protocol.cap(vmta.vmta()).orElse(-1) != Objects.requireNonNull(vmta.cap())) {
          return failed(
              Trouble.degraded(
                  "not-verified", vmta.vmta() + " does not run with " + vmta.cap() + "/d"));
        }
      }
      inEngineScope(
          () -> {
            Instant now = clock.instant();
            readBack.record(server, goodRow, generation, caps, server.verification(), now);
            ServerRow row = inRow();
            if (isOver(row)) {
              condition.well(row, now);
            }
            return goodRow;
          });
      return new ApplyOutcome(Kind.UNCHANGED, "version " + goodRow.n() + " runs");
    }

    /** Nothing was to be pushed: the host was looked at. */
    private ApplyOutcome unchanged(KnownConfig good) {
      String started = host.status().startedAt().orElse(null);
      inEngineScope(
          () -> {
            Instant now = clock.instant();
            owned(servers.recordObserved(server.id(), server.epoch(), started, now));
            ServerRow row = inRow();
            boolean reached =
                row.state() == ServerState.UNREACHABLE || row.state() == ServerState.HELD;
            if (reached || (row.dirtySince() == null && isOver(row))) {
              servers.clearFailures(server.id(), server.epoch());
              condition.well(row, now);
            }
            return good;
          });
      return new ApplyOutcome(Kind.UNCHANGED, good + " runs");
    }

    private ApplyOutcome drift(ProtocolResult.Drifted drifted) {
      String sha = Objects.requireNonNullElse(drifted.sha256(), ApplyProtocol.MISSING);
      boolean answered = server.driftOverwriteBy() != null;
      String what =
          ApplyProtocol.MISSING.equals(sha)
              ? "The engine's file is gone."
              : "The engine's file was edited by hand; a copy is kept.";
      String detail =
          answered ? what + " It is not the edit that was to be overwritten; answer again." : what;
      return inEngineScope(
          () -> {
            if (answered || !sha.equals(server.driftSha())) {
              Sealed copy = sealer.seal(drifted.bytes(), ServerRow.driftPurpose(server.id()));
              owned(servers.recordDrift(server.id(), server.epoch(), sha, copy));
            }
            return held(sha, detail, answered || server.driftSha() == null);
          });
    }

    /**
     * @param news not told yet
     */
    private ApplyOutcome held(String sha, String detail, boolean news) {
      condition.drifted(server.id(), server.epoch(), Trouble.drift(detail), news);
      return new ApplyOutcome(Kind.HELD, "drift: " + sha);
    }

    /**
     * A rise that failed and now waits for the raise window has not been seen to work: the trouble
     * would seem over every night and begin every morning.
     */
    private boolean isOver(ServerRow row) {
      return row.state() != ServerState.DEGRADED
          || !row.risesDeferred()
          || Trouble.endsByLooking(row.reason());
    }

    private ApplyOutcome failed(Trouble trouble) {
      condition.failed(server.id(), server.epoch(), trouble);
      return new ApplyOutcome(Kind.FAILED, trouble.reason() + ": " + trouble.detail());
    }

    private void drop(KnownConfig candidate, String why) {
      inEngineScope(
          () -> {
            versionRows.markFailed(server.id(), candidate.number(), why);
            return owned(servers.clearCandidate(server.id(), server.epoch()));
          });
    }

    private ServerRow inRow() {
      return servers.findById(server.id()).orElseThrow();
    }

    @Override
    public void reloading() {
      pulse();
      Instant now = clock.instant();
      inEngineScope(
          () ->
              owned(
                  servers.recordReload(
                      server.id(), server.epoch(), calendars.of(server).dayOf(now), urgent, now)));
    }

    @Override
    public void restoring() {
      pulse();
    }

    @Override
    public void pulse() {
      heartbeat.run();
      if (!lock.isHeld()) {
        throw new SupersededException();
      }
    }

    private int owned(int rows) {
      if (rows == 0) {
        throw new SupersededException();
      }
      return rows;
    }
  }

  private <T> T inEngineScope(Supplier<T> work) {
    return transactions.inScope(Scope.engine(), work);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
