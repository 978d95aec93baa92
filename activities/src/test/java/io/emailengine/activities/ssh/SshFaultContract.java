package io.emailengine.activities.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What holds on every SSH server however bad the way to it is. */
interface SshFaultContract {
  Duration SECOND = Duration.ofSeconds(1);

  /** Bounds that a test can wait for; each is kept as it is told to be. */
  SshSettings TIGHT =
      new SshSettings(
          Duration.ofSeconds(3),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          SECOND,
          Duration.ofMinutes(1));

  /** Far above the sum of all bounds that a call may meet, far below none. */
  Duration BOUND = Duration.ofSeconds(25);

  SshHost host();

  private String path(String name) {
    return host().folder() + name;
  }

  private SshTarget over(Wire wire) {
    SshTarget good = host().target();
    return new SshTarget(good.host(), wire.port(), good.user(), good.hostKey(), good.privateKey());
  }

  /** Bytes that no compression makes fewer. */
  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** All that an apply does, in small: connect, command, new file, rename, read. */
  private void conversation(SshConnection ssh, String name, int bytes) {
    ExecResult result = ssh.exec(List.of("echo", "hello"), SECOND, 1000);
    if (!result.ended()) {
      throw new SshUnreachableException("the end of the command was not seen");
    }
    assertThat(result.stdout()).isEqualTo("hello\n");
    ssh.delete(path(name + ".new"));
    ssh.writeNew(path(name + ".new"), noise(bytes), 0600);
    ssh.rename(path(name + ".new"), path(name));
    assertThat(ssh.read(path(name), bytes).orElseThrow().bytes()).hasSize(bytes);
  }

  @Test
  default void isBoundedWhereverThePeerFallsSilent() throws Exception {
    long whole;
    long connected;
    try (Wire wire = new Wire(host().port());
        SshConnections pool = new SshConnections(TIGHT)) {
      SshConnection ssh = pool.to(over(wire));
      ssh.connect();
      connected = wire.bytesToClient();
      conversation(ssh, "measure", 400_000);
      whole = wire.bytesToClient();
    }
    List<CompletableFuture<Void>> all = new ArrayList<>();
    // Greeting, key exchange, host key, log-in, then open, exec, SFTP, upload, rename and reading.
    List<Long> points = new ArrayList<>(List.of(0L, 5L, 60L, 800L, 1300L));
    for (long at = 1500; at < connected; at += 250) {
      points.add(at);
    }
    for (long at = connected; at < connected + 2000; at += 130) {
      points.add(at);
    }
    points.add(whole - 200_000);
    for (long at : points) {
      all.add(CompletableFuture.runAsync(() -> silentAfter(at), w -> new Thread(w).start()));
    }
    for (CompletableFuture<Void> one : all) {
      one.get(120, TimeUnit.SECONDS);
    }
  }

  private void silentAfter(long bytes) {
    try (Wire wire = new Wire(host().port());
        SshConnections pool = new SshConnections(TIGHT)) {
      wire.stopAfterToClient(bytes);
      SshConnection ssh = pool.to(over(wire));
      String name = "silent-" + bytes;
      long start = System.nanoTime();
      assertThat(catchThrowable(() -> conversation(ssh, name, 400_000)))
          .as("silent after " + bytes + " bytes")
          .isInstanceOf(SshUnreachableException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("silent after " + bytes + " bytes")
          .isLessThan(BOUND);
      Await.until(
          "the connection is closed, silent after " + bytes,
          BOUND,
          () -> wire.clients() == 0 && pool.open() == 0);
      wire.mend();
      conversation(ssh, name, 1000);
      assertThat(pool.open()).isEqualTo(1);
    }
  }

  @Test
  default void givesUpToConnectOverALineOfOneByteASecond() {
    try (Wire wire = new Wire(host().port());
        SshConnections pool = new SshConnections(TIGHT)) {
      wire.trickle();
      long start = System.nanoTime();
      assertThatThrownBy(() -> pool.to(over(wire)).connect())
          .isInstanceOf(SshUnreachableException.class)
          .hasMessageContaining("no answer")
          .hasMessageContaining("within 3 s");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
    }
  }

  @Test
  default void givesUpToWriteWhenTheLineFallsToOneByteASecond() {
    try (Wire wire = new Wire(host().port());
        SshConnections pool = new SshConnections(TIGHT)) {
      SshConnection ssh = pool.to(over(wire));
      conversation(ssh, "fast", 1000);
      wire.trickle();
      long start = System.nanoTime();
      assertThatThrownBy(() -> ssh.writeNew(path("slow"), noise(400_000), 0600))
          .isInstanceOf(SshUnreachableException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
      wire.mend();
      conversation(ssh, "fast", 1000);
      assertThat(pool.open()).isEqualTo(1);
    }
  }

  @Test
  default void leavesTheTargetAloneWhenTheConnectionIsKilledInTheMiddleOfAnUpload() {
    try (Wire wire = new Wire(host().port());
        SshConnections pool = new SshConnections(TIGHT)) {
      SshConnection ssh = pool.to(over(wire));
      ssh.writeNew(path("config"), "old".getBytes(UTF_8), 0600);
      wire.cutAfterToServer(wire.bytesToServer() + 500_000);
      long start = System.nanoTime();
      assertThatThrownBy(() -> ssh.writeNew(path("config.new"), noise(2_000_000), 0600))
          .isInstanceOf(SshUnreachableException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
      assertThat(host().localFolder().resolve("config")).hasContent("old");
      Await.until("the broken connection is closed", BOUND, () -> pool.open() == 0);
      conversation(ssh, "config", 2_000_000);
      assertThat(host().localFolder().resolve("config")).hasSize(2_000_000);
      assertThat(pool.open()).isEqualTo(1);
    }
  }

  @Test
  default void tellsThatTheServerHasNoRoomForAnotherConnection() {
    // What OpenSSH sends when MaxStartups is reached; older ones just close.
    for (String words : List.of("Exceeded MaxStartups\r\n", "")) {
      try (HangUp full = new HangUp(words.getBytes(US_ASCII));
          SshConnections pool = new SshConnections(TIGHT)) {
        SshTarget good = host().target();
        SshTarget target =
            new SshTarget("127.0.0.1", full.port(), "pmta", good.hostKey(), good.privateKey());
        assertThatThrownBy(() -> pool.to(target).connect())
            .isInstanceOf(SshUnreachableException.class)
            .hasMessageContaining("cannot connect to");
      }
    }
  }

  @Test
  default void isNotDrownedByThreeMegabytesBeforeTheGreeting() {
    byte[] line = "Welcome to this server, nobody is to use it.\r\n".getBytes(US_ASCII);
    byte[] banner = new byte[3_000_000 / line.length * line.length];
    for (int i = 0; i < banner.length; i++) {
      banner[i] = line[i % line.length];
    }
    try (Wire wire = new Wire(host().port());
        SshConnections pool = new SshConnections(TIGHT)) {
      wire.greet(banner);
      long start = System.nanoTime();
      // Whether it connects is a matter of how fast they are read; that it ends is not.
      Throwable thrown = catchThrowable(() -> pool.to(over(wire)).connect());
      assertThat(thrown == null || thrown instanceof SshUnreachableException).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
      wire.cut();
      wire.greet("A short notice is fine.\r\n".getBytes(US_ASCII));
      conversation(pool.to(over(wire)), "greeted", 1000);
    }
  }

  @Test
  default void leavesNoThreadBehind() throws Exception {
    Await.until("threads of earlier tests end", BOUND, () -> SshThreads.count() == 0);
    for (int i = 0; i < 3; i++) {
      try (Wire wire = new Wire(host().port());
          SshConnections pool = new SshConnections(TIGHT)) {
        SshConnection ssh = pool.to(over(wire));
        conversation(ssh, "threads", 1000);
        wire.stopAfterToClient(wire.bytesToClient() + 300);
        assertThat(catchThrowable(() -> conversation(ssh, "threads", 100_000)))
            .isInstanceOf(SshUnreachableException.class);
      }
    }
    Await.until("all threads end", BOUND, () -> SshThreads.count() == 0);
  }
}
