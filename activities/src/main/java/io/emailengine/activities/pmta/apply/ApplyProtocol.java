package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.HostCommandException;
import io.emailengine.activities.pmta.host.HostFile;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.ReloadOutcome;
import io.emailengine.activities.pmta.host.SwapOutcome;
import io.emailengine.activities.pmta.host.SwapRecovery;
import io.emailengine.activities.pmta.host.TestOutcome;
import io.emailengine.activities.pmta.host.TestedSwap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one host run one version of the engine's file, or proves that it still runs the one before.
 *
 * <p>Invariants, at every moment and whatever dies: the file on disk is whole and is one of the two
 * versions; what runs passed {@code pmta test config}; the caller wrote the candidate down before
 * {@link #push} began, so that {@link #recover} can tell what it finds.
 */
final class ApplyProtocol {
  private static final Logger log = LoggerFactory.getLogger(ApplyProtocol.class);

  private final PmtaHost host;
  private final EnginePaths paths;
  private final ApplyJournal journal;
  private final EngineFileOnHost file;
  private final RunningProcess process;
  private final GoingBack back;

  ApplyProtocol(PmtaHost host, EnginePaths paths, ApplyJournal journal) {
    this.host = host;
    this.paths = paths;
    this.journal = journal;
    this.file = new EngineFileOnHost(host, paths);
    this.process = new RunningProcess(host, journal);
    this.back = new GoingBack(host, paths, journal, file, process);
  }

  /** Stands for the sha of a file that is gone. */
  static final String MISSING = "missing";

  /**
   * Sha of the engine's file as it lies there, or {@link #MISSING}. Ends a swap that was cut off on
   * the host first.
   */
  String disk() {
    if (host.recoverSwap() instanceof SwapRecovery.Busy) {
      throw new HostCommandException(
          HostCommandException.Kind.FAILED, "another program is writing this host");
    }
    return file.hash();
  }

  /** The engine's file as it lies there; empty when it is gone. */
  byte[] bytesOnDisk() {
    return file.bytes();
  }

  /**
   * The first act of every run: what does the disk say, what runs, what did we write down?
   *
   * @param disk what {@link #disk} said
   * @param good what was last read back from the running process
   * @param candidate what an earlier run was about to make of it; null if it had settled everything
   * @param mayRun whether the candidate may be made to run now; what runs already stays
   * @param overwritable sha of a foreign file that a person said to overwrite, or {@link #MISSING};
   *     null if there is none
   */
  ProtocolResult recover(
      String disk,
      KnownConfig good,
      @Nullable KnownConfig candidate,
      boolean mayRun,
      @Nullable String overwritable) {
    if (candidate != null && candidate.sha256().equals(disk)) {
      log.info("recovering: {} is on disk", candidate);
      if (RunningProcess.marker(host).equals(OptionalLong.of(candidate.generation()))) {
        return readBack(candidate, good, "interrupted", "found it running");
      }
      return mayRun
          ? prove(candidate, good)
          : back.restore(
              candidate, good, "interrupted", "its rises wait for the next raise window");
    }
    if (!good.sha256().equals(disk)) {
      return disk.equals(overwritable)
          ? new ProtocolResult.Clean()
          : new ProtocolResult.Drifted(disk.equals(MISSING) ? null : disk, bytesOnDisk());
    }
    return process.runs(good)
        ? new ProtocolResult.Clean()
        : back.reload(good, "interrupted", "the host did not run the file on its disk");
  }

  /**
   * Puts the candidate in place, lets the host judge it, makes it run, and reads it back. A file
   * that is gone is made anew, as the operator's own one is.
   *
   * @param expected sha of the file that it replaces, or {@link #MISSING}: nothing else is
   *     overwritten
   */
  ProtocolResult push(String expected, KnownConfig good, KnownConfig candidate) {
    HostFile like = file.model();
    host.stageChange(paths.staged(), candidate.bytes(), like, paths.engineFile(), good.bytes());
    journal.pulse();
    SwapOutcome swap =
        host.swapTested(
            new TestedSwap(
                expected.equals(MISSING) ? Optional.empty() : Optional.of(expected),
                candidate.sha256(),
                paths.staged(),
                paths.engineFile(),
                paths.lastKnownGood()));
    if (swap instanceof SwapOutcome.PutBack putBack) {
      return new ProtocolResult.Restored(why(putBack.test()), putBack.test().describe());
    }
    if (swap instanceof SwapOutcome.Busy) {
      return new ProtocolResult.Restored("locked", swap.describe());
    }
    if (swap instanceof SwapOutcome.Changed) {
      return new ProtocolResult.Restored("changed", swap.describe());
    }
    return run(candidate, good);
  }

  private static String why(TestOutcome test) {
    return test instanceof TestOutcome.Rejected ? "test-failed" : "test-unknown";
  }

  /** The candidate is on disk; nobody knows whether the host takes it. */
  private ProtocolResult prove(KnownConfig candidate, KnownConfig good) {
    journal.pulse();
    TestOutcome test = host.test();
    return test.accepted()
        ? run(candidate, good)
        : back.restore(candidate, good, why(test), test.describe());
  }

  /** The candidate is on disk, and the host takes it. */
  private ProtocolResult run(KnownConfig candidate, KnownConfig good) {
    journal.reloading();
    ReloadOutcome reload = host.reload();
    if (reload instanceof ReloadOutcome.Refused) {
      return back.restore(candidate, good, "reload-failed", reload.describe());
    }
    // "Reloaded" is a claim and a timeout is not a no: the running process decides.
    return readBack(
        candidate,
        good,
        reload.reloaded() ? "reload-without-effect" : "reload-unknown",
        reload.describe());
  }

  private ProtocolResult readBack(
      KnownConfig candidate, KnownConfig good, String reasonIfNot, String said) {
    RunningProcess.Look look = process.lookFor(candidate, good);
    if (look instanceof RunningProcess.Look.Runs runs) {
      return new ProtocolResult.Applied(runs.full());
    }
    if (look instanceof RunningProcess.Look.RunsNot not) {
      return back.restore(candidate, good, reasonIfNot, not.detail() + " (" + said + ")");
    }
    return back.restore(
        candidate,
        good,
        "not-verifiable",
        "the host shows neither the generation marker nor a changed cap");
  }

  /** See {@link RunningProcess#cap}. */
  OptionalLong cap(String vmta) {
    return process.cap(vmta);
  }

  /** Makes the recorded file on the disk run again, though the marker can't tell that it does. */
  ProtocolResult reload(KnownConfig good, String detail) {
    return back.reload(good, "interrupted", detail);
  }

  /**
   * Puts an edited file with more stops in place of the edited one.
   *
   * @return whether it is in place and the host takes it
   */
  boolean replaceEdited(String expected, byte[] text) {
    host.stageLike(paths.staged(), text, file.model());
    journal.pulse();
    SwapOutcome swap =
        host.swapTested(
            new TestedSwap(
                Optional.of(expected),
                Sha256.hex(text),
                paths.staged(),
                paths.engineFile(),
                paths.lastKnownGood()));
    if (!swap.accepted()) {
      log.warn("a stop could not be laid over the edited file: {}", swap.describe());
    }
    return swap.accepted();
  }

  /** Makes the edited file run; whether these virtual MTAs were seen stopped then. */
  boolean reloadEdited(List<String> stopped) {
    if (!host.test().accepted()) {
      return false;
    }
    journal.reloading();
    ReloadOutcome reload = host.reload();
    boolean seen = stopped.stream().allMatch(vmta -> cap(vmta).orElse(-1) == 1);
    if (!seen) {
      log.warn("the edited file with stops does not run: {}", reload.describe());
    }
    return seen;
  }

  PmtaHost host() {
    return host;
  }
}
