package io.emailengine.activities.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.activities.ssh.SshFileException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What holds on every SSH server that we may meet. */
interface SshContract {
  Duration TIME = Duration.ofSeconds(20);
  int MAX = 64 * 1024;

  /** A running server with an empty folder. */
  SshHost host();

  /** A fresh pool with short bounds, closed after the test. */
  SshConnections connections();

  private SshConnection ssh() {
    return connections().to(host().target());
  }

  private ExecResult exec(String... words) {
    return ssh().exec(List.of(words), TIME, MAX);
  }

  private String path(String name) {
    return host().folder() + name;
  }

  @Test
  default void logsInWithEachKindOfKey() {
    for (String key : host().keys().all()) {
      ExecResult result = connections().to(host().target(key)).exec(List.of("true"), TIME, MAX);
      assertThat(result.ok()).isTrue();
    }
  }

  @Test
  default void refusesAHostWhoseKeyChanged() {
    SshKeys.Generated other = SshKeys.generate();
    SshTarget target = withHostKey(other.publicLine());
    assertThatThrownBy(() -> connections().to(target).connect())
        .isInstanceOfSatisfying(
            SshHostKeyException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(SshHostKeyException.Kind.CHANGED);
              assertThat(e.seenFingerprint())
                  .isEqualTo(HostKeyPin.parse(host().hostKey()).fingerprint());
              assertThat(e.pinnedFingerprint())
                  .isEqualTo(HostKeyPin.parse(other.publicLine()).fingerprint());
            });
  }

  @Test
  default void refusesAHostThatHasNoKeyOfThePinnedType() {
    SshTarget target = withHostKey(SshKeys.publicLine(host().keys().rsaPkcs8()));
    assertThatThrownBy(() -> connections().to(target).connect())
        .isInstanceOfSatisfying(
            SshHostKeyException.class,
            e -> assertThat(e.kind()).isEqualTo(SshHostKeyException.Kind.UNKNOWN));
  }

  private SshTarget withHostKey(String line) {
    SshTarget good = host().target();
    return new SshTarget(good.host(), good.port(), good.user(), line, good.privateKey());
  }

  @Test
  default void tellsThatTheHostDoesNotTakeOurKey() {
    String stranger = SshKeys.generate().privateKey();
    assertThatThrownBy(() -> connections().to(host().target(stranger)).connect())
        .isInstanceOf(SshAuthException.class)
        .hasMessageNotContaining("BEGIN");
  }

  @Test
  default void tellsThatNobodyListens() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    SshTarget good = host().target();
    SshTarget target =
        new SshTarget(good.host(), free, good.user(), good.hostKey(), good.privateKey());
    assertThatThrownBy(() -> connections().to(target).connect())
        .isInstanceOf(SshUnreachableException.class)
        .hasMessageContaining("refused");
  }

  @Test
  default void tellsExitCodeAndBothOutputs() {
    ExecResult result = exec("sh", "-c", "echo out; echo err >&2; exit 3");
    assertThat(result.exit()).hasValue(3);
    assertThat(result.stdout()).isEqualTo("out\n");
    assertThat(result.stderr()).isEqualTo("err\n");
    assertThat(result.truncated()).isFalse();
    assertThat(result.timedOut()).isFalse();
    assertThat(result.ended()).isTrue();
    assertThat(result.ok()).isFalse();
  }

  @Test
  default void handsOverEachWordAsItIs() {
    List<String> odd = List.of("*/vmta-1", "it's", "", "$HOME", "a b", "\\n", "\"q\"", "é;|&<>#~!");
    List<String> words = new ArrayList<>(List.of("printf", "[%s]"));
    words.addAll(odd);
    ExecResult result = ssh().exec(words, TIME, MAX);
    assertThat(result.stdout()).isEqualTo("[" + String.join("][", odd) + "]");
  }

  @Test
  default void givesCommandsNothingToRead() {
    assertThat(exec("cat").ok()).isTrue();
  }

  @Test
  default void tellsThatThereIsNoSuchProgram() {
    assertThat(exec("/no/such/program").exit()).hasValue(127);
  }

  @Test
  default void keepsAtMostTheAskedOutput() {
    String endless = "head -c 3000000 /dev/zero | tr '\\0' x; head -c 3000000 /dev/zero >&2";
    ExecResult result = ssh().exec(List.of("sh", "-c", endless), TIME, 1000);
    assertThat(result.ok()).isTrue();
    assertThat(result.stdout()).isEqualTo("x".repeat(1000));
    assertThat(result.stderr()).hasSize(1000);
    assertThat(result.truncated()).isTrue();
  }

  @Test
  default void tellsThatACommandWasKilled() {
    ExecResult result = exec("sh", "-c", "kill -KILL $$");
    assertThat(result.ok()).isFalse();
    assertThat(result.timedOut()).isFalse();
    assertThat(result.signal().isPresent() || result.exit().orElse(0) == 137).isTrue();
  }

  @Test
  default void endsASlowCommandAndGoesOnWithANewConnection() {
    ExecResult slow = ssh().exec(List.of("sleep", "30"), Duration.ofMillis(400), MAX);
    assertThat(slow.timedOut()).isTrue();
    assertThat(slow.ended()).isFalse();
    assertThat(exec("echo", "again").stdout()).isEqualTo("again\n");
    assertThat(connections().opened()).isEqualTo(2);
    Await.until("only the new connection is open", TIME, () -> connections().open() == 1);
  }

  @Test
  default void keepsWhatASlowCommandPrinted() {
    String line = "echo early; exec sleep 30";
    ExecResult slow = ssh().exec(List.of("sh", "-c", line), Duration.ofMillis(400), MAX);
    assertThat(slow.timedOut()).isTrue();
    assertThat(slow.stdout()).isEqualTo("early\n");
  }

  @Test
  default void reusesItsConnection() {
    for (int i = 0; i < 5; i++) {
      assertThat(exec("true").ok()).isTrue();
      assertThat(ssh().stat(host().folder())).isPresent();
    }
    assertThat(connections().opened()).isEqualTo(1);
  }

  @Test
  default void servesManyThreadsOverOneConnection() throws Exception {
    ssh().writeNew(path("shared"), "shared".getBytes(UTF_8), 0644);
    ExecutorService threads = Executors.newFixedThreadPool(12);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        String word = "thread" + i;
        all.add(
            threads.submit(
                () -> {
                  for (int n = 0; n < 10; n++) {
                    assertThat(exec("echo", word).stdout()).isEqualTo(word + "\n");
                    byte[] bytes = ssh().read(path("shared"), MAX).orElseThrow().bytes();
                    assertThat(bytes).asString(UTF_8).isEqualTo("shared");
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(connections().opened()).isEqualTo(1);
  }

  @Test
  default void closesAnIdleConnectionAndOpensAnotherWhenNeeded() {
    assertThat(exec("true").ok()).isTrue();
    Await.until("the idle connection is closed", TIME, () -> connections().open() == 0);
    assertThat(exec("true").ok()).isTrue();
    assertThat(connections().opened()).isEqualTo(2);
  }

  @Test
  default void goesOnAfterTheConnectionWasCut() {
    try (Wire wire = new Wire(host().port())) {
      SshConnection through = connections().to(over(wire));
      assertThat(through.exec(List.of("true"), TIME, MAX).ok()).isTrue();
      wire.cut();
      assertThat(through.exec(List.of("true"), TIME, MAX).ok()).isTrue();
    }
  }

  @Test
  default void findsOutThatAPeerStoppedWhileACommandRuns() throws Exception {
    try (Wire wire = new Wire(host().port())) {
      SshConnection through = connections().to(over(wire));
      Path started = host().localFolder().resolve("started");
      List<String> command = List.of("sh", "-c", "touch " + started + "; exec sleep 20");
      CompletableFuture<ExecResult> running =
          CompletableFuture.supplyAsync(
              () -> through.exec(command, Duration.ofSeconds(60), MAX),
              work -> new Thread(work).start());
      Await.until("the command runs", TIME, () -> Files.exists(started));
      wire.stop();
      // Three probes, one second apart; far below the minute that the command has.
      ExecResult result = running.get(15, TimeUnit.SECONDS);
      assertThat(result.ended()).isFalse();
      assertThat(result.exit()).isEmpty();
    }
  }

  @Test
  default void findsOutThatAPeerStoppedWhileWritingAFile() {
    try (Wire wire = new Wire(host().port())) {
      SshConnection through = connections().to(over(wire));
      through.connect();
      wire.stop();
      long start = System.nanoTime();
      assertThatThrownBy(() -> through.writeNew(path("never"), new byte[20_000_000], 0600))
          .isInstanceOf(SshUnreachableException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }
  }

  private SshTarget over(Wire wire) {
    SshTarget good = host().target();
    return new SshTarget(good.host(), wire.port(), good.user(), good.hostKey(), good.privateKey());
  }

  @Test
  default void readsWhatItWrote() throws IOException {
    byte[] bytes = new byte[5_000_000];
    new Random(7).nextBytes(bytes);
    ssh().writeNew(path("big"), bytes, 0640);
    RemoteFile file = ssh().read(path("big"), bytes.length).orElseThrow();
    assertThat(Arrays.equals(file.bytes(), bytes)).isTrue();
    assertThat(file.mode()).isEqualTo(0640);
    assertThat(file.size()).isEqualTo(bytes.length);
    assertThat(Files.readAllBytes(host().localFolder().resolve("big"))).hasSize(bytes.length);
    ssh().writeNew(path("empty"), new byte[0], 0666);
    assertThat(ssh().read(path("empty"), 0).orElseThrow().bytes()).isEmpty();
    assertThat(ssh().stat(path("empty")).orElseThrow().mode()).isEqualTo(0666);
  }

  @Test
  default void readsNothingWhereThereIsNothing() {
    assertThat(ssh().read(path("none"), MAX)).isEmpty();
    assertThat(ssh().stat(path("none"))).isEmpty();
  }

  @Test
  default void refusesToReadMoreThanAsked() {
    ssh().writeNew(path("eleven"), new byte[11], 0600);
    assertThatThrownBy(() -> ssh().read(path("eleven"), 10))
        .isInstanceOf(SshFileException.class)
        .hasMessageContaining("larger than 10 bytes");
  }

  @Test
  default void neverWritesOverAFile() throws IOException {
    ssh().writeNew(path("mine"), "first".getBytes(UTF_8), 0600);
    assertThatThrownBy(() -> ssh().writeNew(path("mine"), "second".getBytes(UTF_8), 0600))
        .isInstanceOfSatisfying(
            SshFileException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXISTS));
    assertThat(host().localFolder().resolve("mine")).hasContent("first");
  }

  @Test
  default void tellsThatTheFolderIsMissing() {
    assertThatThrownBy(() -> ssh().writeNew(path("no/such"), new byte[1], 0600))
        .isInstanceOfSatisfying(
            SshFileException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
    assertThatThrownBy(() -> ssh().rename(path("a"), path("b")))
        .isInstanceOf(SshFileException.class);
  }

  @Test
  default void swapsSoThatAReaderNeverSeesAPart() throws Exception {
    Path local = host().localFolder().resolve("config");
    ssh().writeNew(path("config"), version(0), 0644);
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Integer> reader =
        CompletableFuture.supplyAsync(() -> wholeReads(local, stop), w -> new Thread(w).start());
    for (int i = 1; i <= 60; i++) {
      ssh().writeNew(path("config.new"), version(i), 0644);
      ssh().rename(path("config.new"), path("config"));
    }
    stop.set(true);
    assertThat(reader.get(30, TimeUnit.SECONDS)).isPositive();
    assertThat(Files.readAllBytes(local)).isEqualTo(version(60));
  }

  /** 200 KB of one letter. */
  private static byte[] version(int i) {
    byte[] bytes = new byte[200_000];
    Arrays.fill(bytes, (byte) ('A' + i % 26));
    return bytes;
  }

  private static int wholeReads(Path file, AtomicBoolean stop) {
    int reads = 0;
    try {
      while (!stop.get()) {
        byte[] seen = Files.readAllBytes(file);
        assertThat(seen).hasSize(200_000);
        assertThat(seen[seen.length - 1]).isEqualTo(seen[0]);
        reads++;
      }
    } catch (IOException e) {
      throw new AssertionError("the file was gone after " + reads + " reads", e);
    }
    return reads;
  }

  @Test
  default void makesListsAndDeletes() {
    assertThat(ssh().makeFolder(path("sub"))).isTrue();
    assertThat(ssh().makeFolder(path("sub"))).isFalse();
    assertThat(ssh().stat(path("sub")).orElseThrow().folder()).isTrue();
    ssh().writeNew(path("sub/b"), new byte[1], 0600);
    ssh().writeNew(path("sub/a"), new byte[1], 0600);
    assertThat(ssh().list(path("sub"))).containsExactly("a", "b");
    assertThat(ssh().delete(path("sub/a"))).isTrue();
    assertThat(ssh().delete(path("sub/a"))).isFalse();
    assertThat(ssh().list(path("sub"))).containsExactly("b");
    assertThatThrownBy(() -> ssh().makeFolder(path("sub/b")))
        .isInstanceOfSatisfying(
            SshFileException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXISTS));
  }

  @Test
  default void tellsALinkFromAFile() throws IOException {
    ssh().writeNew(path("file"), new byte[1], 0600);
    Files.createSymbolicLink(host().localFolder().resolve("link"), Path.of("file"));
    assertThat(ssh().statLink(path("link")).orElseThrow().link()).isTrue();
    assertThat(ssh().stat(path("link")).orElseThrow().link()).isFalse();
  }

  @Test
  default void saysSoAfterItWasClosed() {
    assertThat(exec("true").ok()).isTrue();
    connections().close();
    assertThatThrownBy(() -> exec("true")).isInstanceOf(SshUnreachableException.class);
    assertThat(connections().open()).isZero();
  }
}
