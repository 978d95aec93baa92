package io.emailengine.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emailengine.sandbox.SandboxHost;
import io.emailengine.sandbox.SandboxOptions;
import io.emailengine.store.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A mail server behind OpenSSH: a real server, a real shell, the shipped helper on a real file
 * system, and the simulated PowerMTA as {@code pmta}. It sees its own {@code /etc}, {@code
 * /usr/local} and {@code /var/lib}, so that nothing of this machine is touched; that takes root and
 * Linux.
 */
final class OpenSshMta implements AutoCloseable {
  static final String CONFIG = "/etc/pmta/config";
  static final String ENGINE_FILE = "/etc/pmta/email-engine/engine.conf";
  static final String PMTA = "/usr/local/sbin/pmta";

  /** Puts the host's own folders in place of the machine's, then becomes its SSH server. */
  private static final String ENTER =
      """
      set -e
      mount --make-rprivate /
      mount -t overlay overlay -o "lowerdir=/etc,upperdir=$1/etc,workdir=$1/work" /etc
      mkdir -p /etc/pmta
      mount --bind "$2/etc/pmta" /etc/pmta
      cp "$2/etc/timezone" /etc/timezone
      mount --bind "$1/local" /usr/local
      mount --bind "$1/lib" /var/lib
      exec /usr/sbin/sshd -D -e -f "$1/sshd_config"
      """;

  /** Hands its words to the simulated host and prints the answer; the first line is the code. */
  private static final String FORWARD =
      """
      #!/bin/bash
      exec 3<>/dev/tcp/127.0.0.1/%d || exit 1
      printf '%%s\\n' %s "$@" .end >&3
      IFS= read -r code <&3 || exit 1
      cat <&3
      exit "$code"
      """;

  final SandboxHost host;
  final HelperPoints helper;
  final PmtaGate gate;
  private final Path folder;
  private final int port;
  private final String hostKey;
  private final Process sshd;

  private OpenSshMta(Path folder, SandboxOptions options) throws IOException {
    this.folder = Files.createDirectories(folder).toRealPath();
    host = SandboxHost.start(options);
    gate = new PmtaGate(host);
    port = FreePort.take();
    for (String name : List.of("etc", "work", "local/sbin", "local/bin", "lib")) {
      Files.createDirectories(this.folder.resolve(name));
    }
    program("local/sbin/pmta", FORWARD.formatted(gate.port(), "pmta"));
    program("local/bin/ip", FORWARD.formatted(gate.port(), "ip"));
    helper = new HelperPoints(this.folder, this.folder.resolve("local/sbin/email-engine-host"));
    hostKey = newHostKey();
    Files.createFile(this.folder.resolve("authorized_keys"));
    Files.write(this.folder.resolve("sshd_config"), settings());
    sshd =
        new ProcessBuilder(
                List.of(
                    "unshare",
                    "-m",
                    "sh",
                    "-c",
                    ENTER,
                    "sh",
                    this.folder.toString(),
                    options.root().resolve("fs").toRealPath().toString()))
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    Await.until(
        Duration.ofSeconds(20),
        () -> "sshd listens: " + logText(),
        () -> logText().contains("Server listening"));
  }

  /** Skips the test where it can't run; in CI that is a failure. */
  static OpenSshMta start(Path folder, SandboxOptions options) {
    boolean able = "root".equals(System.getProperty("user.name")) && mayUnshare();
    boolean installed = Files.isExecutable(Path.of("/usr/sbin/sshd"));
    if ("true".equals(System.getenv("CI"))) {
      assertThat(installed).as("OpenSSH's sshd must be installed in CI").isTrue();
      assertThat(able).as("CI must run the system tests as root").isTrue();
    }
    assumeTrue(installed, "skipped: OpenSSH's sshd is not installed (openssh-server)");
    assumeTrue(able, "skipped: a host with folders of its own takes root and mount namespaces");
    try {
      Files.createDirectories(Path.of("/run/sshd")); // sshd as root insists on it
      return new OpenSshMta(folder, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean mayUnshare() {
    try {
      return new ProcessBuilder("unshare", "-m", "true").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String newHostKey() throws IOException {
    Path key = folder.resolve("host_key");
    Process keygen =
        new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
            .inheritIO()
            .start();
    Await.until(Duration.ofSeconds(10), () -> "ssh-keygen", () -> !keygen.isAlive());
    String[] words = Files.readString(folder.resolve("host_key.pub")).split(" ");
    return words[0] + " " + words[1].strip();
  }

  private List<String> settings() {
    return List.of(
        "Port " + port,
        "ListenAddress 127.0.0.1",
        "HostKey " + folder.resolve("host_key"),
        "AuthorizedKeysFile " + folder.resolve("authorized_keys") + " .ssh/authorized_keys",
        "PidFile none",
        "StrictModes no",
        "UsePAM no",
        "PermitRootLogin yes",
        "PasswordAuthentication no",
        "Subsystem sftp internal-sftp",
        "SetEnv PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin SHLVL=3");
  }

  private void program(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path log() {
    return folder.resolve("sshd.log");
  }

  String logText() {
    try {
      return Files.exists(log()) ? Files.readString(log()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  String hostKey() {
    return hostKey;
  }

  /** Lets the owner of a public key log in as root. */
  void authorize(String publicKey) {
    try {
      Files.writeString(
          folder.resolve("authorized_keys"), publicKey + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a script as root on the host; what it says. It must end well. */
  String asRoot(String script) {
    try {
      Path file = Files.writeString(folder.resolve("script"), script);
      Process shell =
          new ProcessBuilder(
                  "nsenter", "-m", "-t", Long.toString(sshd.pid()), "sh", file.toString())
              .redirectErrorStream(true)
              .start();
      shell.getOutputStream().close();
      String text = new String(shell.getInputStream().readAllBytes(), UTF_8);
      assertThat(shell.onExit().join().exitValue()).as(text).isZero();
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How often somebody has logged in. */
  long logins(String user) {
    return logText()
        .lines()
        .filter(line -> line.contains("Accepted publickey for " + user))
        .count();
  }

  String text(String path) {
    return new String(host.file(path).orElse(new byte[0]), UTF_8);
  }

  /** What of the engine lies outside the configuration's folder, by path. */
  List<String> leftOvers() {
    try (Stream<Path> local = Files.walk(folder.resolve("local"));
        Stream<Path> lib = Files.walk(folder.resolve("lib"));
        Stream<Path> etc = Files.walk(folder.resolve("etc"))) {
      return Stream.of(local, lib, etc)
          .flatMap(files -> files)
          .map(Path::toString)
          .filter(path -> path.substring(folder.toString().length()).contains("email-engine"))
          // an overlay shows a file that is gone as a device
          .filter(path -> Files.isRegularFile(Path.of(path)) || Files.isDirectory(Path.of(path)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kill -9} of the servers of all connections; what they have started lives on. */
  void killConnections() {
    sshd.children().forEach(ProcessHandle::destroyForcibly);
  }

  /** {@code kill -9} of everything that runs for a connection, and not of the connection. */
  void killShells() {
    try (Stream<ProcessHandle> all = sshd.descendants()) {
      all.filter(process -> isShell(process)).forEach(ProcessHandle::destroyForcibly);
    }
  }

  private static boolean isShell(ProcessHandle process) {
    String command = process.info().command().orElse("");
    return !command.isEmpty() && !command.contains("sshd");
  }

  @Override
  public void close() {
    helper.releaseAll();
    gate.close();
    sshd.descendants().forEach(ProcessHandle::destroyForcibly);
    sshd.destroyForcibly();
    host.close();
  }
}
