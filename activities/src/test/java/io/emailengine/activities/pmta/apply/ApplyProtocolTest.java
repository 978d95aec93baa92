package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.activities.pmta.host.HostFile;
import io.emailengine.activities.pmta.host.HostFileException;
import io.emailengine.activities.pmta.host.HostUnreachableException;
import io.emailengine.activities.pmta.host.InMemoryPmtaHost;
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
   * Every operation of an apply, killed before and after its effect; then a new process recovers
   * and goes on.
   */
  @Test
  void convergesFromEveryPointAtWhichAnApplyCanDie() {
    protocol.push(GOOD.sha256(), GOOD, CANDIDATE);
    int steps = host.operations;
    assertThat(steps).isGreaterThan(6);
    for (boolean rejecting : new boolean[] {false, true}) {
      for (int dies = 0; dies < steps + 4; dies++) {
        for (InMemoryPmtaHost.Death death : InMemoryPmtaHost.Death.values()) {
          convergesAfter(rejecting, dies, death);
        }
      }
    }
  }

  private static void convergesAfter(boolean rejecting, int dies, InMemoryPmtaHost.Death death) {
    String point =
        "killed " + death + " operation " + dies + (rejecting ? ", candidate rejected" : "");
    InMemoryPmtaHost host = new InMemoryPmtaHost(PATHS.engineFile());
    host.files.put(PATHS.configPath(), new HostFile(GOOD.bytes(), 0640, 0, 0, Instant.EPOCH));
    host.files.put(PATHS.engineFile(), new HostFile(GOOD.bytes(), 0640, 0, 0, Instant.EPOCH));
    host.running = text(GOOD);
    host.rejects = rejecting;
    host.dieAt(dies, death);
    boolean died = false;
    try {
      new ApplyProtocol(host, PATHS, new CountingJournal()).push(GOOD.sha256(), GOOD, CANDIDATE);
    } catch (HostUnreachableException e) {
      died = true;
    }
    assertThat(host.disk()).as(point).isIn(text(GOOD), text(CANDIDATE));
    assertThat(host.running).as(point).isIn(text(GOOD), rejecting ? text(GOOD) : text(CANDIDATE));

    host.dieAt(-1, death);
    ApplyProtocol next = new ApplyProtocol(host, PATHS, new CountingJournal());
    ProtocolResult recovered = recover(next, died ? CANDIDATE : null, null);
    assertThat(host.running).as(point).isEqualTo(host.disk());
    if (died && !(recovered instanceof ProtocolResult.Applied) && !rejecting) {
      assertThat(next.push(GOOD.sha256(), GOOD, CANDIDATE))
          .as(point)
          .isEqualTo(new ProtocolResult.Applied(true));
    }
    if (died) {
      assertThat(host.running).as(point).isEqualTo(rejecting ? text(GOOD) : text(CANDIDATE));
    }
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

    @Override
    public void reloading() {
      reloads++;
    }

    @Override
    public void restoring() {}

    @Override
    public void pulse() {}
  }
}
