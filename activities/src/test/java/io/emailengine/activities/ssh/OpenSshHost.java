package io.emailengine.activities.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emailengine.store.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** OpenSSH's server, started by hand as the current user on a free loopback port. */
public final class OpenSshHost implements SshHost {
  private final ClientKeys keys = ClientKeys.generate();
  private final SshKeys.Generated hostKey = SshKeys.generate();
  private final Path folder;
  private final Path log;
  private final int port;
  private final Process process;

  private OpenSshHost(Path sshd, Path base, List<String> settings) throws IOException {
    folder = Files.createDirectory(base.resolve("files"));
    log = base.resolve("sshd.log");
    port = FreePort.take();
    Path privateFile = base.resolve("host_key");
    Files.createFile(
        privateFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(privateFile, hostKey.privateKey());
    Path authorized = base.resolve("authorized_keys");
    Files.write(
        authorized, keys.all().stream().map(SshKeys::publicLine).collect(Collectors.toList()));
    Path config = base.resolve("sshd_config");
    List<String> lines = new ArrayList<>(settings);
    for (String line : defaults(privateFile, authorized)) {
      if (settings.stream().noneMatch(own -> keyword(own).equals(keyword(line)))) {
        lines.add(line);
      }
    }
    Files.write(config, lines);
    process =
        new ProcessBuilder(sshd.toString(), "-D", "-e", "-f", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  private static String keyword(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  private List<String> defaults(Path privateFile, Path authorized) {
    return List.of(
        "Port " + port,
        "ListenAddress 127.0.0.1",
        "HostKey " + privateFile,
        "AuthorizedKeysFile " + authorized,
        "PidFile none",
        "StrictModes no",
        "UsePAM no",
        "PermitRootLogin yes",
        "PasswordAuthentication no",
        "Subsystem sftp internal-sftp",
        "MaxStartups 200",
        // bash would read .bashrc otherwise, as slow as it may be
        "SetEnv SHLVL=3");
  }

  /**
   * Skips the test when there is no sshd on this machine; in CI that is a failure.
   *
   * @param settings lines of sshd_config in place of its own of that name
   */
  public static OpenSshHost start(Path base, String... settings) {
    Path sshd =
        Stream.of("/usr/sbin/sshd", "/usr/local/sbin/sshd")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    if ("true".equals(System.getenv("CI"))) {
      assertThat(sshd).as("OpenSSH's sshd must be installed in CI (openssh-server)").isNotNull();
    }
    assumeTrue(sshd != null, "skipped: OpenSSH's sshd is not installed (openssh-server)");
    try {
      if ("root".equals(System.getProperty("user.name"))) {
        Files.createDirectories(Path.of("/run/sshd")); // sshd as root insists on it
      }
      OpenSshHost host = new OpenSshHost(sshd, base, List.of(settings));
      host.awaitListening();
      return host;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitListening() throws IOException {
    long end = System.nanoTime() + 20_000_000_000L;
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > end) {
          close();
          throw new IOException("sshd does not listen: " + Files.readString(log), e);
        }
        LockSupport.parkNanos(10_000_000);
      }
    }
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String user() {
    return System.getProperty("user.name");
  }

  @Override
  public String hostKey() {
    return hostKey.publicLine();
  }

  @Override
  public ClientKeys keys() {
    return keys;
  }

  @Override
  public String folder() {
    return folder + "/";
  }

  @Override
  public Path localFolder() {
    return folder;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
