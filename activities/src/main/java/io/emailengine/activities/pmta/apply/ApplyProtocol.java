package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.render.EngineFile;
import io.emailengine.activities.pmta.host.HostCommandException;
import io.emailengine.activities.pmta.host.HostFile;
import io.emailengine.activities.pmta.host.HostFileException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.ReloadOutcome;
import io.emailengine.activities.pmta.host.SwapOutcome;
import io.emailengine.activities.pmta.host.SwapRecovery;
import io.emailengine.activities.pmta.host.TestOutcome;
import io.emailengine.activities.pmta.host.TestedSwap;
import io.emailengine.store.server.ServerRow;
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

  ApplyProtocol(PmtaHost host, EnginePaths paths, ApplyJournal journal) {
    this.host = host;
    this.paths = paths;
    this.journal = journal;
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
    return hash();
  }

  private String hash() {
    return host.hash(List.of(paths.engineFile())).getOrDefault(paths.engineFile(), MISSING);
  }

  /** The engine's file as it lies there; empty when it is gone. */
  byte[] bytesOnDisk() {
    return host.read(paths.engineFile()).map(HostFile::bytes).orElse(new byte[0]);
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
      if (marker().equals(OptionalLong.of(candidate.generation()))) {
        return readBack(candidate, good, "interrupted", "found it running");
      }
      return mayRun
          ? prove(candidate, good)
          : restore(candidate, good, "interrupted", "its rises wait for the next raise window");
    }
    if (!good.sha256().equals(disk)) {
      return disk.equals(overwritable)
          ? new ProtocolResult.Clean()
          : new ProtocolResult.Drifted(disk.equals(MISSING) ? null : disk, bytesOnDisk());
    }
    return runs(good)
        ? new ProtocolResult.Clean()
        : reloadGood(good, "interrupted", "the host did not run the file on its disk");
  }

  /**
   * Puts the candidate in place, lets the host judge it, makes it run, and reads it back. A file
   * that is gone is made anew, as the operator's own one is.
   *
   * @param expected sha of the file that it replaces, or {@link #MISSING}: nothing else is
   *     overwritten
   */
  ProtocolResult push(String expected, KnownConfig good, KnownConfig candidate) {
    HostFile like = likeOperatorFile();
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
    if (swap instanceof SwapOutcome.PutBack back) {
      return new ProtocolResult.Restored(why(back.test()), back.test().describe());
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

  private HostFile likeOperatorFile() {
    host.ensureFolder(paths.folder());
    return host.read(paths.configPath())
        .orElseThrow(
            () ->
                new HostFileException(
                    HostFileException.Kind.NOT_FOUND, paths.configPath() + " is gone"));
  }

  /** The candidate is on disk; nobody knows whether the host takes it. */
  private ProtocolResult prove(KnownConfig candidate, KnownConfig good) {
    journal.pulse();
    TestOutcome test = host.test();
    return test.accepted()
        ? run(candidate, good)
        : restore(candidate, good, why(test), test.describe());
  }

  /** The candidate is on disk, and the host takes it. */
  private ProtocolResult run(KnownConfig candidate, KnownConfig good) {
    journal.reloading();
    ReloadOutcome reload = host.reload();
    if (reload instanceof ReloadOutcome.Refused) {
      return restore(candidate, good, "reload-failed", reload.describe());
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
    OptionalLong marker = marker();
    if (marker.isPresent() && marker.getAsLong() != candidate.generation()) {
      return restore(
          candidate,
          good,
          reasonIfNot,
          "generation "
              + marker.getAsLong()
              + " runs instead of "
              + candidate.generation()
              + " ("
              + said
              + ")");
    }
    List<RenderedVmta> changed = candidate.cappedUnlike(good);
    for (RenderedVmta vmta : changed) {
      journal.pulse();
      OptionalLong cap = cap(vmta.vmta());
      if (!cap.equals(OptionalLong.of(java.util.Objects.requireNonNull(vmta.cap())))) {
        String seen = cap.isPresent() ? cap.getAsLong() + "/d" : "no daily cap";
        return restore(
            candidate,
            good,
            reasonIfNot,
            vmta.vmta() + " runs with " + seen + " instead of " + vmta.cap() + "/d (" + said + ")");
      }
    }
    if (marker.isEmpty() && changed.isEmpty()) {
      return restore(
          candidate,
          good,
          "not-verifiable",
          "the host shows neither the generation marker nor a changed cap");
    }
    return new ProtocolResult.Applied(marker.isPresent());
  }

  /**
   * Disk and running process back to the last known good; going back is a rename, which works on a
   * full disk too. What somebody else has written meanwhile is not overwritten: the next run finds
   * it and asks a person.
   */
  private ProtocolResult restore(
      KnownConfig candidate, KnownConfig good, String reason, String detail) {
    log.warn("restoring {}: {}: {}", good, reason, detail);
    journal.pulse();
    String disk = hash();
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
      host.stageLike(paths.staged(), good.bytes(), likeOperatorFile());
      host.swap(paths.staged(), paths.engineFile());
    }
    // Where the copy was another one, somebody else's text may have been loaded under our marker.
    return kept && runs(good)
        ? new ProtocolResult.Restored(reason, detail)
        : reloadGood(good, reason, detail);
  }

  /** The good file is on disk, but something else may run. */
  private ProtocolResult reloadGood(KnownConfig good, String reason, String detail) {
    journal.restoring();
    ReloadOutcome reload = host.reload();
    return runs(good)
        ? new ProtocolResult.Restored(reason, detail)
        : new ProtocolResult.Unsettled(reason, detail + "; going back: " + reload.describe());
  }

  /**
   * Whether this version runs, as far as the host can tell: a host without the marker is believed.
   */
  private boolean runs(KnownConfig version) {
    OptionalLong marker = marker();
    return marker.isEmpty() || marker.getAsLong() == version.generation();
  }

  /**
   * The generation that the running process shows: 0 if it runs nothing of ours (the directive has
   * its default or the operator's own small value there), empty if this host does not show the
   * directive at all.
   */
  OptionalLong marker() {
    Optional<String> value =
        host.showSettings(EngineFile.MARKER_DOMAIN).queueSetting(EngineFile.MARKER_DIRECTIVE);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    long shown = value.get().matches("[0-9]{1,18}") ? Long.parseLong(value.get()) : 0;
    return OptionalLong.of(shown >= ServerRow.FIRST_GENERATION ? shown : 0);
  }

  /** The daily cap with which a virtual MTA runs now; empty if it has none. */
  OptionalLong cap(String vmta) {
    return host.showSettings(EngineFile.MARKER_DOMAIN + "/" + vmta).dailyCap();
  }

  /** Makes the recorded file on the disk run again, though the marker can't tell that it does. */
  ProtocolResult reload(KnownConfig good, String detail) {
    return reloadGood(good, "interrupted", detail);
  }

  /**
   * Puts an edited file with more stops in place of the edited one.
   *
   * @return whether it is in place and the host takes it
   */
  boolean replaceEdited(String expected, byte[] text) {
    host.stageLike(paths.staged(), text, likeOperatorFile());
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
