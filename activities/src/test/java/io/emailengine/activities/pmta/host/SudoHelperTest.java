package io.emailengine.activities.pmta.host;

import static io.emailengine.activities.pmta.host.PmtaHostContract.bad;
import static io.emailengine.activities.pmta.host.PmtaHostContract.good;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * A login that is not root, on real OpenSSH with a stand-in for {@code sudo} that has the rules of
 * a restricted account.
 */
class SudoHelperTest {
  private static final String SUDO =
      """
      #!/bin/sh
      [ "$1" = -n ] || exit 1
      shift
      for word in uninstall recover-all $(cat "${0%/*}/denied" 2>/dev/null); do
        if [ "$2" = "$word" ]; then
          echo 'sudo: a password is required' >&2
          exit 1
        fi
      done
      "$@"
      """;

  @TempDir Path base;
  private OpenSshHost sshd;
  private SshConnections connections;
  private HelperBed bed;
  private PmtaHost host;

  @BeforeEach
  void open() throws IOException {
    HelperBed.executable(base.resolve("sudo"), SUDO);
    String path = base + ":/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
    sshd = OpenSshHost.start(base, "SetEnv SHLVL=3 PATH=" + path);
    bed = new HelperBed(sshd.localFolder());
    assertThat(bed.install().line()).startsWith("installed");
    connections = new SshConnections();
    CommandBounds bounds = new CommandBounds(Duration.ofSeconds(20), Duration.ofSeconds(20));
    HostAddress address = new HostAddress(sshd.target(), bed.config(), bed.pmta(), true);
    HelperPlace place = new HelperPlace(bed.prefix.toString(), false);
    host = new SshPmtaHost(connections.to(sshd.target()), address, place, bounds);
  }

  @AfterEach
  void close() {
    if (sshd != null) {
      connections.close();
      sshd.close();
    }
  }

  private TestedSwap staged(byte[] before, byte[] after) {
    String staged = bed.file("engine.conf.new").toString();
    host.stage(staged, after, 0644);
    return TestedSwap.of(
        before,
        after,
        staged,
        bed.file("engine.conf").toString(),
        bed.file("engine.conf.lkg").toString());
  }

  @Test
  void swapsAndRunsPmta() {
    assertThat(host.helper().ready()).isTrue();
    assertThat(host.swapTested(staged(good(1), good(2))).accepted()).isTrue();
    assertThat(host.swapTested(staged(good(2), bad()))).isInstanceOf(SwapOutcome.PutBack.class);
    assertThat(host.reload().reloaded()).isTrue();
    host.pauseQueue("vmta1");
  }

  @Test
  void hashesByTheHelperWhatTheLoginMayNotRead() throws IOException {
    // As root everything is readable: the login's own sha256sum is broken instead.
    HelperBed.executable(base.resolve("sha256sum"), "#!/bin/sh\nexit 1\n");
    assertThat(host.hash(List.of(bed.config(), "/etc/passwd")))
        .isEqualTo(Map.of(bed.config(), TestedSwap.sha256(HelperBed.read(Path.of(bed.config())))));
  }

  @Test
  void leavesToRootWhatIsRoots() {
    for (Executable verb :
        List.<Executable>of(
            host::installHelper,
            host::removeHelper,
            () -> host.recoverAll(bed.file("j").toString()))) {
      assertThatThrownBy(verb::execute)
          .isInstanceOfSatisfying(
              HostHelperException.class,
              e -> assertThat(e.kind()).isEqualTo(HostHelperException.Kind.NOT_PERMITTED));
    }
  }

  @Test
  void tellsThatSudoHasNoRuleForTheHelper() throws IOException {
    Path denied = Files.writeString(base.resolve("denied"), "version");
    try {
      assertThat(host.helper().state()).isEqualTo(HelperFacts.State.NOT_PERMITTED);
      assertThatThrownBy(() -> host.pauseQueue("vmta1"))
          .isInstanceOf(HostHelperException.class)
          .hasMessageContaining("sudo -n");
    } finally {
      Files.delete(denied);
    }
  }

  @Test
  void tellsThatThereIsNoHelper() throws IOException {
    Files.delete(bed.script());
    assertThat(host.helper().state()).isEqualTo(HelperFacts.State.ABSENT);
    assertThatThrownBy(() -> host.reload())
        .isInstanceOfSatisfying(
            HostHelperException.class,
            e -> assertThat(e.kind()).isEqualTo(HostHelperException.Kind.MISSING));
  }
}
