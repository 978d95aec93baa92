package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.render.EngineFile;
import io.emailengine.activities.pmta.host.HostException;
import io.emailengine.activities.pmta.host.HostFile;
import io.emailengine.activities.pmta.host.HostFileException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.ReloadOutcome;
import io.emailengine.activities.pmta.host.TestOutcome;
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

  /** Somebody else's text was on the disk under our generation, and may have been loaded. */
  private boolean foreignMayRun;

  ApplyProtocol(PmtaHost host, EnginePaths paths, ApplyJournal journal) {
    this.host = host;
    this.paths = paths;
    this.journal = journal;
  }

  /** Stands for the sha of a file that is gone. */
  static final String MISSING = "missing";

  /**
   * The first act of every run: what does the disk say, what runs, what did we write down?
   *
   * @param good what was last read back from the running process
   * @param candidate what an earlier run was about to make of it; null if it had settled everything
   * @param overwritable sha of a foreign file that a person said to overwrite, or {@link #MISSING};
   *     null if there is none
   */
  ProtocolResult recover(
      KnownConfig good, @Nullable KnownConfig candidate, @Nullable String overwritable) {
    Optional<HostFile> disk = host.read(paths.engineFile());
    String sha = disk.map(file -> Sha256.hex(file.bytes())).orElse(null);
    if (candidate != null && candidate.sha256().equals(sha)) {
      log.info("recovering: {} is on disk", candidate);
      return marker().equals(OptionalLong.of(candidate.generation()))
          ? readBack(candidate, good, "interrupted", "found it running")
          : prove(candidate, good);
    }
    if (!good.sha256().equals(sha)) {
      if ((sha == null ? MISSING : sha).equals(overwritable)) {
        foreignMayRun = true;
        return new ProtocolResult.Clean();
      }
      return new ProtocolResult.Drifted(sha, disk.map(HostFile::bytes).orElse(new byte[0]));
    }
    return runs(good)
        ? new ProtocolResult.Clean()
        : reloadGood(good, "interrupted", "the host did not run the file on its disk");
  }

  /**
   * Puts the candidate in place, lets the host judge it, makes it run, and reads it back. The host
   * must be {@code Clean} before. A file that is gone is made anew, as the operator's own one is.
   */
  ProtocolResult push(KnownConfig good, KnownConfig candidate) {
    HostFile original = host.read(paths.engineFile()).orElseGet(this::likeOperatorFile);
    keepLastKnownGood(good, original);
    host.stageLike(paths.staged(), candidate.bytes(), original);
    journal.pulse();
    host.swap(paths.staged(), paths.engineFile());
    return prove(candidate, good);
  }

  private HostFile likeOperatorFile() {
    host.ensureFolder(paths.folder());
    return host.read(paths.configPath())
        .orElseThrow(
            () ->
                new HostFileException(
                    HostFileException.Kind.NOT_FOUND, paths.configPath() + " is gone"));
  }

  /** From here on the candidate is on disk. */
  private ProtocolResult prove(KnownConfig candidate, KnownConfig good) {
    journal.pulse();
    TestOutcome test = host.test();
    if (!test.accepted()) {
      return restore(
          good,
          test instanceof TestOutcome.Rejected ? "test-failed" : "test-unknown",
          test.describe());
    }
    journal.reloading();
    ReloadOutcome reload = host.reload();
    if (reload instanceof ReloadOutcome.Refused) {
      return restore(good, "reload-failed", reload.describe());
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
            good,
            reasonIfNot,
            vmta.vmta() + " runs with " + seen + " instead of " + vmta.cap() + "/d (" + said + ")");
      }
    }
    if (marker.isEmpty() && changed.isEmpty()) {
      return restore(
          good, "not-verifiable", "the host shows neither the generation marker nor a changed cap");
    }
    return new ProtocolResult.Applied(marker.isPresent());
  }

  /**
   * Disk and running process back to the last known good; going back is a rename, which works on a
   * full disk too.
   */
  private ProtocolResult restore(KnownConfig good, String reason, String detail) {
    log.warn("restoring {}: {}: {}", good, reason, detail);
    journal.pulse();
    Optional<HostFile> kept = host.read(paths.lastKnownGood());
    if (kept.isPresent() && Sha256.hex(kept.get().bytes()).equals(good.sha256())) {
      host.swap(paths.lastKnownGood(), paths.engineFile());
    } else {
      HostFile like = host.read(paths.engineFile()).orElseGet(this::likeOperatorFile);
      host.stageLike(paths.staged(), good.bytes(), like);
      host.swap(paths.staged(), paths.engineFile());
    }
    return runs(good) && !foreignMayRun
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

  /** Keeps a copy of what runs beside the engine's file, if it is not there from the last time. */
  void keepLastKnownGood(KnownConfig good, HostFile like) {
    Optional<HostFile> kept = host.read(paths.lastKnownGood());
    if (kept.isEmpty() || !Sha256.hex(kept.get().bytes()).equals(good.sha256())) {
      host.stageLike(paths.staged(), good.bytes(), like);
      host.swap(paths.staged(), paths.lastKnownGood());
    }
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

  /** Best effort after a success, so that the next apply does not have to upload it first. */
  void prepareNext(KnownConfig applied) {
    try {
      host.read(paths.engineFile()).ifPresent(file -> keepLastKnownGood(applied, file));
    } catch (HostException e) {
      log.info("the copy for the next apply could not be kept: {}", e.getMessage());
    }
  }
}
