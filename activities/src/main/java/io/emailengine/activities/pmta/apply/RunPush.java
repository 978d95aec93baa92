package io.emailengine.activities.pmta.apply;

import static java.util.Objects.requireNonNull;

import io.emailengine.activities.pmta.host.HostException;
import io.emailengine.activities.pmta.host.HostFileException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.version.ConfigVersionRow;

/**
 * The push of a run: a version that is written down comes to run, or what ran before still does.
 */
final class RunPush {
  private final ApplyParts parts;
  private final ServerRow server;
  private final PmtaHost host;
  private final RunRecords records;
  private final ApplyProtocol protocol;

  RunPush(
      ApplyParts parts,
      ServerRow server,
      PmtaHost host,
      RunRecords records,
      ApplyProtocol protocol) {
    this.parts = parts;
    this.server = server;
    this.host = host;
    this.records = records;
    this.protocol = protocol;
  }

  /**
   * @param replaced sha of the file that it replaces, or {@link ApplyProtocol#MISSING}
   */
  Pushed push(ConfigVersionRow row, String replaced) {
    KnownConfig candidate = parts.versions().open(row);
    ProtocolResult result;
    try {
      result = protocol.push(replaced, records.good(), candidate);
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
      records.drop(candidate, restored.reason() + ": " + restored.detail());
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
      records.drop(candidate, String.valueOf(cause.getMessage()));
    }
  }

  /**
   * A candidate was read back from the running process, by this push or by a recovery.
   *
   * @param full whether its marker was seen
   */
  Pushed.Applied applied(ConfigVersionRow row, KnownConfig candidate, boolean full) {
    records.pulse();
    records.applied(row, full);
    parts.stops().assertOn(host, records.server());
    return new Pushed.Applied(
        row.n(), candidate + ": " + (row.reason() == null ? "" : row.reason()));
  }

  /**
   * The same intent twice: same version, no reload. Its caps still have to be seen before a new
   * step may count.
   */
  Pushed unchanged(Draft draft) {
    for (RenderedVmta vmta : parts.readBack().unseen(draft.caps())) {
      records.pulse();
      if (protocol.cap(vmta.vmta()).orElse(-1) != requireNonNull(vmta.cap())) {
        return new Pushed.Unsettled(
            "not-verified", vmta.vmta() + " does not run with " + vmta.cap() + "/d");
      }
    }
    records.unchanged(draft);
    return new Pushed.Unchanged(records.running().n());
  }
}
