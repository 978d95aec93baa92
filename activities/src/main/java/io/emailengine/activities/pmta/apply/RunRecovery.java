package io.emailengine.activities.pmta.apply;

import static java.util.Objects.requireNonNull;

import io.emailengine.activities.pmta.config.render.EngineFile;
import io.emailengine.activities.pmta.config.render.EngineHeader;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.version.ConfigVersionRow;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.apply.ApplyOutcome.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first look of a run: what lies on the disk, what runs, what an earlier run left, and which of
 * that can be settled.
 */
final class RunRecovery {
  private final ApplyParts parts;
  private final ServerRow server;
  private final PmtaHost host;
  private final RunRecords records;
  private final ApplyProtocol protocol;
  private final DriftWatch drift;
  private final RunPush push;
  private @Nullable String overwritable;
  private byte[] found = new byte[0];

  RunRecovery(
      ApplyParts parts,
      ServerRow server,
      PmtaHost host,
      RunRecords records,
      ApplyProtocol protocol,
      DriftWatch drift,
      RunPush push) {
    this.parts = parts;
    this.server = server;
    this.host = host;
    this.records = records;
    this.protocol = protocol;
    this.drift = drift;
    this.push = push;
  }

  /** Sha of the foreign file that a person said to overwrite; null if there is none. */
  @Nullable String overwritable() {
    return overwritable;
  }

  /** See {@link ApplyRun#recover}. */
  Recovery recover() {
    records.know(
        records.version(
            requireNonNull(server.runningVersion(), "an adopted server runs something")));
    ConfigVersionRow candidateRow =
        server.candidateVersion() == null ? null : records.version(server.candidateVersion());
    KnownConfig candidate = candidateRow == null ? null : parts.versions().open(candidateRow);
    String disk = protocol.disk();
    Optional<EngineHeader> unknown = headerOfUnknown(disk, candidate);
    if (unknown.isPresent() && !unknown.get().instanceId().equals(parts.instanceId())) {
      return blocked(
          Trouble.anotherInstance(unknown.get().instanceId(), unknown.get().generation()));
    }
    // By runtime command first: stops do not wait for files, tests and reloads.
    parts.stops().assertOn(host, server);
    if (unknown.isPresent() && EngineFile.isUntouched(found)) {
      records.know(new RestoredDatabase(parts, server).takeOver(found, unknown.get()));
      candidate = null;
    }
    overwritable = drift.overwritable(disk);
    ProtocolResult result =
        protocol.recover(
            disk, records.good(), candidate, candidate == null || mayRun(candidate), overwritable);
    return settled(result, candidateRow, candidate);
  }

  /** The header of a file that no row stands for; empty if there is none. */
  private Optional<EngineHeader> headerOfUnknown(String disk, @Nullable KnownConfig candidate) {
    if (disk.equals(ApplyProtocol.MISSING)
        || disk.equals(records.good().sha256())
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
    return candidate.risesAbove(records.good()).stream()
        .map(vmta -> ips.get(vmta.vmta()))
        .allMatch(ip -> ip != null && ip.riseAskedBy() != null);
  }

  private Recovery settled(
      ProtocolResult result,
      @Nullable ConfigVersionRow candidateRow,
      @Nullable KnownConfig candidate) {
    if (result instanceof ProtocolResult.Drifted drifted) {
      return new Recovery.Blocked(drift.found(drifted, new EditedFile(parts, server, protocol)));
    }
    if (result instanceof ProtocolResult.Unsettled unsettled) {
      return blocked(Trouble.degraded(unsettled.reason(), unsettled.detail()));
    }
    if (result instanceof ProtocolResult.Applied applied) {
      return new Recovery.Completed(
          new ApplyOutcome(
              Kind.APPLIED,
              push.applied(requireNonNull(candidateRow), requireNonNull(candidate), applied.full())
                  .summary()));
    }
    if (candidate != null) {
      ProtocolResult.Restored restored =
          result instanceof ProtocolResult.Restored given ? given : null;
      records.drop(
          candidate,
          restored == null
              ? "interrupted before it was in place"
              : restored.reason() + ": " + restored.detail());
      if (restored != null && !restored.reason().equals("interrupted")) {
        return blocked(Trouble.degraded(restored.reason(), restored.detail()));
      }
    }
    return drift
        .mended(records.good(), protocol)
        .or(() -> new OperatorWatch(parts, server).look(host))
        .<Recovery>map(this::blocked)
        .orElseGet(Recovery.Free::new);
  }

  private Recovery.Blocked blocked(Trouble trouble) {
    return new Recovery.Blocked(records.failed(trouble));
  }
}
