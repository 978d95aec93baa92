package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.activities.pmta.host.HostCommandException;
import io.emailengine.activities.pmta.host.HostFile;
import io.emailengine.activities.pmta.host.HostFileException;
import io.emailengine.activities.pmta.host.HostUnreachableException;
import io.emailengine.activities.pmta.host.InMemoryPmtaHost;
import io.emailengine.activities.pmta.host.InMemoryPmtaHost.Death;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ApplyProtocolTest {
  private static final EnginePaths PATHS = new EnginePaths("/etc/pmta/config");
  private static final KnownConfig GOOD = config(1, 1_000_007, 50);
  private static final KnownConfig CANDIDATE = config(2, 1_000_008, 200);

  private final InMemoryPmtaHost host = new InMemoryPmtaHost(PATHS.engineFile());
  private final CountingJournal journal = new CountingJournal();
  private final ApplyProtocol protocol = new ApplyProtocol(host, PATHS, journal);

  @BeforeEach
  void theGoodVersionRuns() {
    put(PATHS.engineFile(), GOOD);
    host.running = text(GOOD);
    put(PATHS.configPath(), GOOD);
  }

  @Test
  void makesTheCandidateRunAndReadsItBack() {
    assertThat(recover(protocol, null, null)).isEqualTo(new ProtocolResult.Clean());
    assertThat(protocol.push(GOOD.sha256(), GOOD, CANDIDATE))
        .isEqualTo(new ProtocolResult.Applied(true));

    assertThat(host.running).isEqualTo(host.disk()).isEqualTo(text(CANDIDATE));
    assertThat(journal.reloads).isEqualTo(1);
    assertThat(host.files).doesNotContainKey(PATHS.staged());
  }

  @Test
  void neverReloadsAFileThatTheHostRejects() {
    host.rejects = true;

    assertThat(protocol.push(GOOD.sha256(), GOOD, CANDIDATE))
        .isInstanceOf(ProtocolResult.Restored.class)
        .extracting("reason")
        .isEqualTo("test-failed");

    assertThat(host.reloads).isZero();
    assertThatTheGoodVersionStands();
  }

  @Test
  void putsTheFileBackWhenAReloadIsRefused() {
    host.refusesReload = true;

    assertThat(protocol.push(GOOD.sha256(), GOOD, CANDIDATE))
        .extracting("reason")
        .isEqualTo("reload-failed");

    assertThatTheGoodVersionStands();
  }

  @Test
  void seesThroughAReloadThatChangedNothing() {
    host.liesAboutReload = true;

    assertThat(protocol.push(GOOD.sha256(), GOOD, CANDIDATE))
        .extracting("reason")
        .isEqualTo("reload-without-effect");

    assertThatTheGoodVersionStands();
  }

  @Test
  void answersATimeoutByReadingBack() {
    host.reloadTimesOut = true;

    assertThat(protocol.push(GOOD.sha256(), GOOD, CANDIDATE))
        .isEqualTo(new ProtocolResult.Applied(true));
  }

  @Test
  @DisplayName("a reload that timed out and had no effect leaves the good version on disk")
  void putsTheFileBackWhenATimedOutReloadHadNoEffect() {
    host.reloadTimesOut = true;
    host.liesAboutReload = true;

    assertThat(protocol.push(GOOD.sha256(), GOOD, CANDIDATE))
        .extracting("reason")
        .isEqualTo("reload-unknown");

    assertThatTheGoodVersionStands();
  }

  @Test
  void touchesNothingWhenTheDiskIsFull() {
    host.diskFull = true;

    assertThatThrownBy(() -> protocol.push(GOOD.sha256(), GOOD, CANDIDATE))
        .isInstanceOf(HostFileException.class);

    assertThatTheGoodVersionStands();
  }

  @Test
  void goesBackByARenameWhenTheDiskFillsUpAfterTheSwap() {
    host.rejects = true;
    put(PATHS.lastKnownGood(), GOOD);
    host.files.put(PATHS.engineFile(), new HostFile(CANDIDATE.bytes(), 0640, 0, 0, Instant.EPOCH));
    host.diskFull = true;

    assertThat(recover(protocol, CANDIDATE, null)).extracting("reason").isEqualTo("test-failed");

    assertThatTheGoodVersionStands();
  }

  @Test
  void callsAHandEditDriftAndTouchesNothing() {
    String edited = text(GOOD) + "# by hand\n";
    host.files.put(
        PATHS.engineFile(),
        new HostFile(InMemoryPmtaHost.bytes(edited), 0640, 0, 0, Instant.EPOCH));

    ProtocolResult result = recover(protocol, null, null);

    String sha = Sha256.hex(InMemoryPmtaHost.bytes(edited));
    assertThat(result)
        .isInstanceOf(ProtocolResult.Drifted.class)
        .extracting("sha256")
        .isEqualTo(sha);
    assertThat(host.disk()).isEqualTo(edited);
    assertThat(host.reloads).isZero();

    assertThat(recover(protocol, null, sha)).isEqualTo(new ProtocolResult.Clean());
  }

  @Test
  void callsAMissingFileDrift() {
    host.files.remove(PATHS.engineFile());

    assertThat(recover(protocol, CANDIDATE, null))
        .isInstanceOf(ProtocolResult.Drifted.class)
        .extracting("sha256")
        .isNull();
  }

  @Test
  void makesTheDiskRunAgainWhenTheHostRunsSomethingElse() {
    host.running = "";

    assertThat(recover(protocol, null, null)).isInstanceOf(ProtocolResult.Restored.class);

    assertThatTheGoodVersionStands();
  }

  @Test
  void verifiesByCapsWhereTheHostHidesTheMarker() {
    host.hidesMarker = true;

    assertThat(protocol.push(GOOD.sha256(), GOOD, CANDIDATE))
        .isEqualTo(new ProtocolResult.Applied(false));
  }

  /**
   * Every operation of an apply, killed before its effect, after it, and in the middle of a swap;
   * then a new process recovers, killed in the same ways at every operation of its own; then a
   * third one goes on.
   */
  @Test
  void convergesFromEveryPointAtWhichAnApplyAndItsRecoveryCanDie() {
    protocol.push(GOOD.sha256(), GOOD, CANDIDATE);
    int steps = host.operations;
    assertThat(steps).isGreaterThan(6);
    for (boolean rejecting : new boolean[] {false, true}) {
      for (int dies = 0; dies < steps + 4; dies++) {
        for (Death death : Death.values()) {
          converges(rejecting, dies, death);
        }
      }
    }
  }

  private static void converges(boolean rejecting, int dies, Death death) {
    for (int again = -1; again < 12; again++) {
      for (Death second : again < 0 ? new Death[] {Death.BEFORE} : Death.values()) {
        String point =
            "killed %s operation %d%s, recovery killed %s operation %d"
                .formatted(death, dies, rejecting ? ", candidate rejected" : "", second, again);
        convergesAfter(point, rejecting, dies, death, again, second);
      }
    }
  }

  private static void convergesAfter(
      String point, boolean rejecting, int dies, Death death, int again, Death second) {
    InMemoryPmtaHost host = new InMemoryPmtaHost(PATHS.engineFile());
    host.files.put(PATHS.configPath(), new HostFile(GOOD.bytes(), 0640, 0, 0, Instant.EPOCH));
    host.files.put(PATHS.engineFile(), new HostFile(GOOD.bytes(), 0640, 0, 0, Instant.EPOCH));
    host.running = text(GOOD);
    host.rejectsText = rejecting ? text(CANDIDATE) : "";
    host.dieAt(dies, death);
    boolean died = false;
    try {
      new ApplyProtocol(host, PATHS, new CountingJournal()).push(GOOD.sha256(), GOOD, CANDIDATE);
    } catch (HostUnreachableException e) {
      died = true;
    }
    stands(host, point, rejecting);
    if (!died) {
      return;
    }
    host.operations = 0;
    host.dieAt(again, second);
    boolean settled = false;
    try {
      ApplyProtocol next = new ApplyProtocol(host, PATHS, new CountingJournal());
      settled = recover(next, CANDIDATE, null) instanceof ProtocolResult.Applied;
    } catch (HostUnreachableException e) {
      stands(host, point, rejecting);
    }
    host.dieAt(-1, death);
    ApplyProtocol last = new ApplyProtocol(host, PATHS, new CountingJournal());
    ProtocolResult recovered =
        settled ? new ProtocolResult.Applied(true) : recover(last, CANDIDATE, null);
    assertThat(host.running).as(point).isEqualTo(host.disk());
    if (!(recovered instanceof ProtocolResult.Applied)) {
      assertThat(host.running).as(point).isEqualTo(text(GOOD));
      assertThat(last.push(GOOD.sha256(), GOOD, CANDIDATE))
          .as(point)
          .isInstanceOf(rejecting ? ProtocolResult.Restored.class : ProtocolResult.Applied.class);
    }
    assertThat(host.running)
        .as(point)
        .isEqualTo(host.disk())
        .isEqualTo(rejecting ? text(GOOD) : text(CANDIDATE));
  }

  /** Whole files only, and nothing that the host rejects ever runs. */
  private static void stands(InMemoryPmtaHost host, String point, boolean rejecting) {
    assertThat(host.disk()).as(point).isIn(text(GOOD), text(CANDIDATE));
    assertThat(host.running).as(point).isIn(text(GOOD), rejecting ? text(GOOD) : text(CANDIDATE));
  }

  @Test
  void overwritesNothingButTheFileThatItExpects() {
    String edited = text(GOOD) + "# by hand, meanwhile\n";
    host.files.put(
        PATHS.engineFile(),
        new HostFile(InMemoryPmtaHost.bytes(edited), 0640, 0, 0, Instant.EPOCH));

    assertThat(protocol.push(GOOD.sha256(), GOOD, CANDIDATE))
        .extracting("reason")
        .isEqualTo("changed");

    assertThat(host.disk()).isEqualTo(edited);
    assertThat(host.reloads).isZero();
  }

  @Test
  void leavesToAPersonWhatSomebodyWroteWhileItWasApplied() {
    String edited = text(CANDIDATE).replace("200/d", "70/d");
    host.refusesReload = true;
    journal.whenReloading =
        () ->
            host.files.put(
                PATHS.engineFile(),
                new HostFile(InMemoryPmtaHost.bytes(edited), 0640, 0, 0, Instant.EPOCH));

    assertThat(protocol.push(GOOD.sha256(), GOOD, CANDIDATE))
        .isInstanceOf(ProtocolResult.Unsettled.class);

    assertThat(host.disk()).isEqualTo(edited);
    assertThat(recover(protocol, CANDIDATE, null)).isInstanceOf(ProtocolResult.Drifted.class);
  }

  @Test
  void doesNotWaitForAnotherProgramThatWritesTheHost() {
    host.busy = true;

    assertThat(protocol.push(GOOD.sha256(), GOOD, CANDIDATE))
        .extracting("reason")
        .isEqualTo("locked");
    assertThatThrownBy(protocol::disk).isInstanceOf(HostCommandException.class);

    assertThatTheGoodVersionStands();
  }

  @Test
  void putsAnInterruptedRiseBackWhenItsTimeIsOver() {
    put(PATHS.lastKnownGood(), GOOD);
    put(PATHS.engineFile(), CANDIDATE);

    assertThat(protocol.recover(protocol.disk(), GOOD, CANDIDATE, false, null))
        .extracting("reason")
        .isEqualTo("interrupted");

    assertThat(host.reloads).as("what runs is the good one").isZero();
    assertThatTheGoodVersionStands();
  }

  private static ProtocolResult recover(
      ApplyProtocol protocol, @Nullable KnownConfig candidate, @Nullable String overwritable) {
    return protocol.recover(protocol.disk(), GOOD, candidate, true, overwritable);
  }

  private void assertThatTheGoodVersionStands() {
    assertThat(host.disk()).isEqualTo(text(GOOD));
    assertThat(host.running).isEqualTo(text(GOOD));
  }

  private void put(String path, KnownConfig config) {
    host.files.put(path, new HostFile(config.bytes(), 0640, 0, 0, Instant.EPOCH));
  }

  private static String text(KnownConfig config) {
    return new String(config.bytes(), java.nio.charset.StandardCharsets.UTF_8);
  }

  private static KnownConfig config(int number, long generation, int cap) {
    String text =
        "# generation="
            + generation
            + "\n<domain generation.email-engine.invalid>\n  max-errors-per-connection "
            + generation
            + "\n</domain>\n<virtual-mta v1>\n  max-smtp-msg-rate "
            + cap
            + "/d\n</virtual-mta>\n";
    byte[] bytes = InMemoryPmtaHost.bytes(text);
    return new KnownConfig(
        number,
        generation,
        Sha256.hex(bytes),
        bytes,
        List.of(new RenderedVmta("v1", "ip", cap, false, 1, "w", true, 1)));
  }

  private static final class CountingJournal implements ApplyJournal {
    int reloads;
    Runnable whenReloading = () -> {};

    @Override
    public void reloading() {
      reloads++;
      whenReloading.run();
    }

    @Override
    public void restoring() {}

    @Override
    public void pulse() {}
  }
}
