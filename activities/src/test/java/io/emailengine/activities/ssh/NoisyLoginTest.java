package io.emailengine.activities.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emailengine.activities.pmta.host.HostAddress;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.SshPmtaHostConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Login shells that talk, are slow, or never begin, by what {@code .bashrc} says. */
class NoisyLoginTest {
  private static final Duration TIME = Duration.ofSeconds(20);
  private static final String SERVER = "/usr/lib/openssh/sftp-server";
  private static final String PMTA =
      """
      #!/bin/sh
      case "$*" in
        "show version") echo "PowerMTA v5.0r1 (2019-09-13 16:27:31, 64-bit)." ;;
        "show vmtas"*) printf 'name  domains  #rcpt\\n----\\nmta1  1  7\\n\\n1 of 1 virtual MTAs.\\n' ;;
        "show settings"*) printf 'Queue Settings\\n---\\nmax-msg-rate unlimited\\n' ;;
        "pause queue"*) echo "Queue(s) paused." ;;
        reload) echo "Configuration reloaded." ;;
      esac
      """;

  @TempDir Path base;
  private final SshConnections connections = new SshConnections(SshFaultContract.TIGHT);

  @AfterEach
  void close() {
    connections.close();
    Await.until("all threads end", TIME, () -> SshThreads.count() == 0);
  }

  private OpenSshHost host(String bashrc, String... settings) throws IOException {
    String passwd = Files.readString(Path.of("/etc/passwd"));
    String me = System.getProperty("user.name") + ":";
    assumeTrue(
        passwd.lines().anyMatch(line -> line.startsWith(me) && line.endsWith("/bash")),
        "skipped: this user's login shell is not bash");
    Path home = Files.createDirectory(base.resolve("home"));
    Files.writeString(home.resolve(".bashrc"), bashrc);
    String[] all = java.util.Arrays.copyOf(settings, settings.length + 1);
    all[settings.length] = "SetEnv HOME=" + home + " SHLVL=0";
    return OpenSshHost.start(base, all);
  }

  private SshConnection to(OpenSshHost host) {
    return connections.to(host.target());
  }

  @Test
  void readsAnswersBelowWhatTheShellPrints() throws IOException {
    String noise = "echo 'Welcome to mta1. 3 updates can be applied.'; echo careful >&2\n";
    try (OpenSshHost host = host(noise)) {
      assertThat(to(host).exec(List.of("true"), TIME, 1000).stdout()).startsWith("Welcome");
      Path pmta = Files.writeString(base.resolve("pmta"), PMTA);
      assertThat(pmta.toFile().setExecutable(true)).isTrue();
      Path config = Files.writeString(host.localFolder().resolve("config"), "#\n");
      PmtaHost session =
          new SshPmtaHostConnector(connections)
              .open(new HostAddress(host.target(), config.toString(), pmta.toString()));
      assertThat(session.version()).isEqualTo("5.0r1");
      assertThat(session.queued()).containsEntry("mta1", 7L);
      assertThat(session.showSettings("a.example").queueSetting("max-msg-rate"))
          .contains("unlimited");
      session.pauseQueue("mta1");
      assertThat(session.test().accepted()).isTrue();
      session.stage(host.folder() + "file", "whole".getBytes(UTF_8), 0600);
      assertThat(session.read(host.folder() + "file").orElseThrow().bytes())
          .asString(UTF_8)
          .isEqualTo("whole");
    }
  }

  @Test
  void saysWhatIsWrongWhereTheNoiseDrownsSftp() throws IOException {
    assumeTrue(Files.isExecutable(Path.of(SERVER)), "skipped: no " + SERVER);
    try (OpenSshHost host = host("echo Welcome\n", "Subsystem sftp " + SERVER)) {
      assertThatThrownBy(() -> to(host).stat("/"))
          .isInstanceOf(SshUnreachableException.class)
          .hasMessageContaining(".bashrc");
    }
  }

  @Test
  void isNotDrownedByThreeMegabytes() throws IOException {
    try (OpenSshHost host = host("head -c 3000000 /dev/zero | tr '\\0' x\n")) {
      ExecResult result = to(host).exec(List.of("true"), TIME, 1000);
      assertThat(result.ok()).isTrue();
      assertThat(result.truncated()).isTrue();
      assertThat(result.stdout()).hasSize(1000);
    }
  }

  @Test
  void isBoundedWhereTheShellNeverBegins() throws IOException {
    try (OpenSshHost host = host("sleep 60\n")) {
      long start = System.nanoTime();
      ExecResult result = to(host).exec(List.of("true"), Duration.ofSeconds(1), 1000);
      assertThat(result.timedOut()).isTrue();
      assertThat(result.ended()).isFalse();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIME);
      Await.until("the connection is closed", TIME, () -> connections.open() == 0);
    }
  }
}
