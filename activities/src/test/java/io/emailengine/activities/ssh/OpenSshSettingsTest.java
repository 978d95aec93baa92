package io.emailengine.activities.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.activities.ssh.SshFileException.Kind;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSH servers set up in ways that we meet. */
class OpenSshSettingsTest {
  private static final Duration TIME = Duration.ofSeconds(20);
  private static final int MAX = 64 * 1024;

  @TempDir Path base;
  private SshConnections connections;

  @BeforeEach
  void open() {
    connections = new SshConnections(ContractBase.SHORT);
  }

  @AfterEach
  void close() {
    connections.close();
    Await.until("all threads end", TIME, () -> SshThreads.count() == 0);
  }

  private SshConnection to(SshHost host) {
    return connections.to(host.target());
  }

  private void works(OpenSshHost host) {
    SshConnection ssh = to(host);
    String path = host.folder() + "file";
    assertThat(ssh.exec(List.of("echo", "a"), TIME, MAX).stdout()).isEqualTo("a\n");
    ssh.writeNew(path, "bytes".getBytes(UTF_8), 0600);
    assertThat(ssh.read(path, MAX)).isPresent();
    assertThat(ssh.exec(List.of("cat", path), TIME, MAX).stdout()).isEqualTo("bytes");
    assertThat(ssh.delete(path)).isTrue();
  }

  @Test
  void tellsThatNobodyOfThatNameMayLogIn() {
    try (OpenSshHost host = OpenSshHost.start(base)) {
      SshTarget good = host.target();
      SshTarget nobody =
          new SshTarget(
              good.host(), good.port(), "no-such-user", good.hostKey(), good.privateKey());
      assertThatThrownBy(() -> connections.to(nobody).connect())
          .isInstanceOf(SshAuthException.class)
          .hasMessageContaining("no-such-user@127.0.0.1")
          .hasMessageContaining("does not take our key or user name");
      assertThat(connections.open()).isZero();
    }
  }

  @Test
  void tellsThatTheHostAsksForAPassword() {
    try (OpenSshHost host =
        OpenSshHost.start(
            base,
            "PubkeyAuthentication no",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication yes",
            "UsePAM yes",
            "AuthenticationMethods keyboard-interactive")) {
      assertThatThrownBy(() -> to(host).connect())
          .isInstanceOf(SshAuthException.class)
          .hasMessageContaining("it asks for keyboard-interactive");
    }
  }

  @Test
  void tellsThatTheHostWantsMoreThanAKey() {
    try (OpenSshHost host =
        OpenSshHost.start(
            base,
            "UsePAM yes",
            "KbdInteractiveAuthentication yes",
            "AuthenticationMethods publickey,keyboard-interactive")) {
      assertThatThrownBy(() -> to(host).connect())
          .isInstanceOf(SshAuthException.class)
          .hasMessageContaining("wants more than that; it asks for keyboard-interactive");
    }
  }

  @Test
  void isBoundedWhenLoggingInHangs() {
    try (OpenSshHost host =
        OpenSshHost.start(
            base,
            "AuthorizedKeysCommand /usr/bin/sleep 60",
            "AuthorizedKeysCommandUser " + System.getProperty("user.name"))) {
      try (SshConnections tight = new SshConnections(SshFaultContract.TIGHT)) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> tight.to(host.target(SshKeys.generate().privateKey())).connect())
            .isInstanceOf(SshUnreachableException.class)
            .hasMessageContaining("no answer");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIME);
        assertThat(tight.open()).isZero();
      }
    }
  }

  @Test
  void makesDoWithOneSession() throws Exception {
    try (OpenSshHost host = OpenSshHost.start(base, "MaxSessions 1")) {
      for (int i = 0; i < 3; i++) {
        works(host);
      }
      SshConnection ssh = to(host);
      ExecutorService threads = Executors.newFixedThreadPool(6);
      try {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          String name = host.folder() + "thread" + i;
          all.add(
              threads.submit(
                  () -> {
                    for (int n = 0; n < 3; n++) {
                      ssh.writeNew(name, name.getBytes(UTF_8), 0600);
                      assertThat(ssh.exec(List.of("cat", name), TIME, MAX).stdout())
                          .isEqualTo(name);
                      ssh.delete(name);
                    }
                  }));
        }
        for (Future<?> one : all) {
          one.get(60, TimeUnit.SECONDS);
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(connections.opened()).isEqualTo(1);
    }
  }

  @Test
  void tellsThatTheHostOpensNoSessionAtAll() {
    try (OpenSshHost host = OpenSshHost.start(base, "MaxSessions 0")) {
      assertThatThrownBy(() -> to(host).exec(List.of("true"), TIME, MAX))
          .isInstanceOf(SshUnreachableException.class)
          .hasMessageContaining("opens no session");
      assertThatThrownBy(() -> to(host).stat("/"))
          .isInstanceOf(SshUnreachableException.class)
          .hasMessageContaining("opens no session");
    }
  }

  @Test
  void waitsItsTurnWhenMaxStartupsRefuses() throws Exception {
    try (OpenSshHost host = OpenSshHost.start(base, "MaxStartups 1:100:1", "LoginGraceTime 60")) {
      try (Socket waiting = theOneThatIsGreeted(host)) {
        assertThatThrownBy(() -> to(host).connect())
            .isInstanceOf(SshUnreachableException.class)
            .hasMessageContaining("cannot connect to");
        assertThat(connections.open()).isZero();
      }
      Await.until(
          "there is room again",
          TIME,
          () -> {
            try {
              to(host).connect();
              return true;
            } catch (SshUnreachableException e) {
              return false;
            }
          });
      works(host);
    }
  }

  /** A connection that takes all the room there is for those who did not log in. */
  private static Socket theOneThatIsGreeted(OpenSshHost host) {
    Socket[] greeted = new Socket[1];
    Await.until(
        "there is room",
        TIME,
        () -> {
          try {
            Socket socket = new Socket("127.0.0.1", host.port());
            if (socket.getInputStream().readNBytes(4).length == 4
                && socket.getInputStream().read() == '2') {
              greeted[0] = socket;
              return true;
            }
            socket.close();
            return false;
          } catch (IOException e) {
            return false;
          }
        });
    return greeted[0];
  }

  @Test
  void readsPastABannerAndAMessageOfTheDay() throws IOException {
    Path banner = base.resolve("banner");
    Files.writeString(banner, "Authorized people only. ".repeat(3_000_000 / 24));
    try (OpenSshHost host = OpenSshHost.start(base, "Banner " + banner, "PrintMotd yes")) {
      works(host); // OpenSSH leaves out what is above a megabyte
    }
  }

  @Test
  void readsPastABannerOfOrdinaryLength() throws IOException {
    Path banner = base.resolve("banner");
    Files.writeString(banner, "Authorized people only. ".repeat(30_000 / 24));
    try (OpenSshHost host = OpenSshHost.start(base, "Banner " + banner)) {
      works(host);
    }
  }

  @Test
  void doesNotBlameOurKeyForABannerThatIsTooLongToRead() throws IOException {
    Path banner = base.resolve("banner");
    Files.writeString(banner, "Authorized people only. ".repeat(900_000 / 24));
    try (OpenSshHost host = OpenSshHost.start(base, "Banner " + banner)) {
      assertThatThrownBy(() -> to(host).connect()).isInstanceOf(SshUnreachableException.class);
      assertThat(connections.open()).isZero();
    }
  }

  @Test
  void tellsThatTheHostCannotReplaceAFileInOneStep() {
    try (OpenSshHost host =
        OpenSshHost.start(base, "Subsystem sftp internal-sftp -P posix-rename")) {
      SshConnection ssh = to(host);
      ssh.writeNew(host.folder() + "a", "a".getBytes(UTF_8), 0600);
      ssh.writeNew(host.folder() + "b", "b".getBytes(UTF_8), 0600);
      assertThatThrownBy(() -> ssh.rename(host.folder() + "a", host.folder() + "b"))
          .isInstanceOfSatisfying(
              SshFileException.class,
              e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.FAILED))
          .hasMessageContaining("posix-rename");
      assertThat(host.localFolder().resolve("b")).hasContent("b");
      works(host);
    }
  }

  @Test
  void writesWithoutTheRequestThatSyncs() {
    try (OpenSshHost host = OpenSshHost.start(base, "Subsystem sftp internal-sftp -P fsync")) {
      works(host);
    }
  }

  @Test
  void tellsThatTheHostLetsNobodyWrite() {
    try (OpenSshHost host = OpenSshHost.start(base, "Subsystem sftp internal-sftp -R")) {
      assertThatThrownBy(() -> to(host).writeNew(host.folder() + "a", new byte[1], 0600))
          .isInstanceOfSatisfying(
              SshFileException.class,
              e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.PERMISSION));
    }
  }

  @Test
  void tellsThatThereIsNoSftp() {
    try (OpenSshHost host = OpenSshHost.start(base, "Subsystem none internal-sftp")) {
      assertThatThrownBy(() -> to(host).stat("/"))
          .isInstanceOf(SshUnreachableException.class)
          .hasMessageContaining("SFTP");
      assertThat(to(host).exec(List.of("echo", "a"), TIME, MAX).stdout()).isEqualTo("a\n");
    }
  }
}
