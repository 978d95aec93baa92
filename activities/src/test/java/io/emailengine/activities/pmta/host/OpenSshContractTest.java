package io.emailengine.activities.pmta.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.activities.ssh.OpenSshHost;
import io.emailengine.activities.ssh.SshConnections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract with the shipped helper on real OpenSSH and a real shell. */
class OpenSshContractTest {
  @TempDir static Path base;
  private static final CommandBounds BOUNDS =
      new CommandBounds(Duration.ofSeconds(20), Duration.ofSeconds(20));
  private static OpenSshHost sshd;

  @BeforeAll
  static void listen() {
    sshd = OpenSshHost.start(base);
  }

  @AfterAll
  static void close() {
    if (sshd != null) {
      sshd.close();
    }
  }

  /** A bed of its own for each test. */
  abstract static class OverOpenSsh extends PmtaHostContract {
    HelperBed bed;
    SshConnections connections;
    PmtaHost host;

    @BeforeEach
    void start() throws IOException {
      bed = new HelperBed(Files.createTempDirectory(sshd.localFolder(), "host"));
      connections = new SshConnections();
      host = open(false);
    }

    PmtaHost open(boolean helperRequired) {
      HostAddress address =
          new HostAddress(sshd.target(), bed.config(), bed.pmta(), helperRequired);
      return new SshPmtaHostConnector(connections, BOUNDS, bed.prefix.toString()).open(address);
    }

    @AfterEach
    void stop() {
      connections.close();
    }

    @Override
    public PmtaHost host() {
      return host;
    }

    @Override
    String config() {
      return bed.config();
    }
  }

  @Nested
  class BeforeAdoption extends OverOpenSsh {
    @Test
    void mendsTheHelperOfAnAdoptedHost() {
      PmtaHost adopted = open(true);
      assertThat(adopted.helper().state()).isEqualTo(HelperFacts.State.ABSENT);
      adopted.pauseQueue("vmta1"); // stops do without
      assertThat(adopted.swapTested(stagedSwap(good(1), good(2))).accepted()).isTrue();
      assertThat(adopted.helper().ready()).isTrue();
      assertThat(host.helper().ready()).isTrue();
    }
  }

  @Nested
  class WithTheHelper extends OverOpenSsh {
    @BeforeEach
    void install() {
      assertThat(bed.install().line()).startsWith("installed");
    }

    @Test
    void runsPmtaThroughTheHelper() {
      assertThat(host.helper().ready()).isTrue();
      assertThat(host.test().accepted()).isTrue();
      assertThat(host.reload().reloaded()).isTrue();
      assertThat(
              host.showSettings("generation.email-engine.invalid")
                  .queueSetting("max-errors-per-connection"))
          .hasValue("1000001");
      assertThat(host.showSettings("example.com/vmta1").dailyCap()).hasValue(50);
      assertThat(host.queued()).isEqualTo(Map.of("vmta1", 7L));
      assertThat(host.status().running()).isTrue();
      assertThat(host.version()).isEqualTo("5.0r1");
      host.pauseQueue("vmta1");
      host.resumeQueue("vmta1");
    }

    @Test
    void replacesAHelperOfAnotherVersion() {
      bed.change("CONTRACT=" + HelperScript.version(), "CONTRACT=999");
      bed.install();
      assertThat(host.helper().state()).isEqualTo(HelperFacts.State.OUTDATED);
      assertThat(host.helper().version()).hasValue(999);
      TestedSwap swap = stagedSwap(good(1), good(2));
      assertThatThrownBy(() -> host.swapTested(swap))
          .isInstanceOfSatisfying(
              HostHelperException.class,
              e -> assertThat(e.kind()).isEqualTo(HostHelperException.Kind.OUTDATED));
      assertThat(open(true).swapTested(swap).accepted()).isTrue();
    }

    @Test
    void tellsThatSomebodyElseWrites() {
      bed.arm("renamed", "hold");
      Process other = bed.start(bed.swap(good(1), good(2)));
      bed.reached("renamed");
      assertThat(host.recoverSwap()).isEqualTo(new SwapRecovery.Busy());
      assertThat(host.helper().pending()).isTrue();
      bed.release("renamed");
      HelperBed.end(other);
    }

    @Test
    void endsOnTheHostWhatAKilledHelperLeft() {
      bed.arm("renamed", "kill");
      TestedSwap swap = stagedSwap(good(1), bad());
      assertThatThrownBy(() -> host.swapTested(swap)).isInstanceOf(HostException.class);
      assertThat(onDisk(target())).isEqualTo(bad());
      assertThat(host.recoverSwap()).isEqualTo(new SwapRecovery.PutBack());
      assertThat(onDisk(target())).isEqualTo(good(1));
    }

    static List<String> points() {
      return HelperBed.pointsOf("swap").stream()
          .filter(point -> !point.equals("accepted"))
          .toList();
    }

    @ParameterizedTest
    @MethodSource("points")
    void leavesNoUntestedFileWhenTheConnectionIsKilled(String point) {
      TestedSwap swap = stagedSwap(good(1), bad());
      host.helper();
      bed.arm(point, "hold");
      CompletableFuture<SwapOutcome> asked =
          CompletableFuture.supplyAsync(() -> host.swapTested(swap));
      bed.reached(point);
      killConnections();
      assertThat(asked).failsWithin(Duration.ofSeconds(20));
      bed.release(point);
      HelperBed.until(
          "the lock's end", () -> host.recoverSwap().equals(new SwapRecovery.Nothing()));
      assertThat(onDisk(target())).isEqualTo(good(1));
      assertThat(bed.pending()).isFalse();
    }

    private void killConnections() {
      ProcessHandle.current()
          .children()
          .filter(child -> child.info().command().orElse("").endsWith("sshd"))
          .flatMap(ProcessHandle::children)
          .forEach(ProcessHandle::destroyForcibly);
    }
  }
}
