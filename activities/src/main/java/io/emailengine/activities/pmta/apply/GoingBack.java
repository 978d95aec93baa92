package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.ReloadOutcome;
import io.emailengine.activities.pmta.host.SwapOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way back of the apply protocol: disk and running process to the last known good file. */
final class GoingBack {
  private static final Logger log = LoggerFactory.getLogger(GoingBack.class);

  private final PmtaHost host;
  private final EnginePaths paths;
  private final ApplyJournal journal;
  private final EngineFileOnHost file;
  private final RunningProcess process;

  GoingBack(
      PmtaHost host,
      EnginePaths paths,
      ApplyJournal journal,
      EngineFileOnHost file,
      RunningProcess process) {
    this.host = host;
    this.paths = paths;
    this.journal = journal;
    this.file = file;
    this.process = process;
  }

  /**
   * Disk and running process back to the last known good; going back is a rename, which works on a
   * full disk too. What somebody else has written meanwhile is not overwritten: the next run finds
   * it and asks a person.
   */
  ProtocolResult restore(KnownConfig candidate, KnownConfig good, String reason, String detail) {
    log.warn("restoring {}: {}: {}", good, reason, detail);
    journal.pulse();
    String disk = file.hash();
    if (!disk.equals(candidate.sha256()) && !disk.equals(good.sha256())) {
      return new ProtocolResult.Unsettled(
          reason, detail + "; the engine's file was changed by somebody else meanwhile");
    }
    SwapOutcome back = host.restore(good.sha256(), paths.lastKnownGood(), paths.engineFile());
    if (back instanceof SwapOutcome.Busy) {
      return new ProtocolResult.Unsettled("locked", detail + "; going back: " + back.describe());
    }
    boolean kept = back.accepted();
    if (!kept) {
      host.stageLike(paths.staged(), good.bytes(), file.model());
      host.swap(paths.staged(), paths.engineFile());
    }
    // Where the copy was another one, somebody else's text may have been loaded under our marker.
    return kept && process.runs(good)
        ? new ProtocolResult.Restored(reason, detail)
        : reload(good, reason, detail);
  }

  /** The good file is on disk, but something else may run. */
  ProtocolResult reload(KnownConfig good, String reason, String detail) {
    journal.restoring();
    ReloadOutcome reload = host.reload();
    return process.runs(good)
        ? new ProtocolResult.Restored(reason, detail)
        : new ProtocolResult.Unsettled(reason, detail + "; going back: " + reload.describe());
  }
}
