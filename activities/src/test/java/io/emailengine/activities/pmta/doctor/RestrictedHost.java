package io.emailengine.activities.pmta.doctor;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emailengine.activities.pmta.host.HostAddress;
import io.emailengine.activities.ssh.SshKeys;
import io.emailengine.activities.ssh.SshTarget;
import io.emailengine.store.testing.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * OpenSSH, sudo and accounts of their own: a private view of this machine's files, in which {@code
 * /etc}, {@code /var/lib} and {@code /usr/local/sbin} are copies. Nothing of it is left afterwards.
 */
final class RestrictedHost implements AutoCloseable {
  static final String CONFIG = "/etc/pmta/config";
  static final String FOLDER = "/etc/pmta/email-engine";
  static final String PMTA = "/usr/local/sbin/pmta";
  private static final String VIEW =
      """
      set -e
      base=$1
      mount --make-rprivate /
      mount -t tmpfs -o mode=0755 none /var/lib
      mount -t tmpfs -o mode=0755 none /usr/local/sbin
      mount -t tmpfs -o mode=0755 none /mnt
      cp -a /etc /mnt/etc
      mount --bind /mnt/etc /etc
      install -m 0600 "$base/host_key" /etc/ssh_host_test_key
      mkdir -p /etc/pmta /run/sshd
      mount --bind "$base/pmta" /etc/pmta
      cp "$base/pmta-program" /usr/local/sbin/pmta
      chmod 0755 /usr/local/sbin/pmta
      exec /usr/sbin/sshd -D -e -f "$base/sshd_config"
      """;
  private static final String PROGRAM =
      """
      #!/bin/sh
      case "$*" in
        "test config")
          if grep -qs nonsense /etc/pmta/email-engine/*.conf; then
            echo "Error in line 1 of /etc/pmta/email-engine/engine.conf: unknown directive"
            exit 1
          fi ;;
        reload) echo "Configuration reloaded." ;;
        "show version") echo "PowerMTA v5.0r1 (2019-09-13 16:27:31, 64-bit)." ;;
        "pause queue"*) echo "Queue(s) paused." ;;
        "show vmtas"*) printf 'name  domains  #rcpt\\n----\\nmta1  1  7\\n\\n1 of 1 virtual MTAs.\\n' ;;
        *) echo "unknown command"; exit 2 ;;
      esac
      """;

  private final Path base;
  private final SshKeys.Generated hostKey = SshKeys.generate();
  private final SshKeys.Generated clientKey = SshKeys.generate();
  private final int port;
  private final Process sshd;

  private RestrictedHost(Path base) throws IOException, InterruptedException {
    this.base = base;
    this.port = FreePort.take();
    Files.createDirectories(base.resolve("pmta"));
    Files.writeString(base.resolve("pmta/config"), "# the operator's\n");
    Files.writeString(base.resolve("pmta-program"), PROGRAM);
    Files.writeString(base.resolve("host_key"), hostKey.privateKey());
    Files.write(
        base.resolve("sshd_config"),
        List.of(
            "Port " + port,
            "ListenAddress 127.0.0.1",
            "HostKey /etc/ssh_host_test_key",
            "PidFile none",
            "UsePAM no",
            "PasswordAuthentication no",
            "MaxStartups 100",
            "Subsystem sftp internal-sftp"));
    sshd =
        new ProcessBuilder("unshare", "-m", "sh", "-c", VIEW, "sh", base.toString())
            .redirectErrorStream(true)
            .redirectOutput(base.resolve("sshd.log").toFile())
            .start();
  }

  /** Skips the test where accounts and sudo can't be tried. */
  static RestrictedHost start(Path base) throws Exception {
    boolean root = "root".equals(System.getProperty("user.name"));
    assumeTrue(root, "skipped: only root can make accounts");
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/sshd")), "skipped: openssh-server is missing");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/sudo")), "skipped: sudo is missing");
    assumeTrue(
        run("unshare", "-m", "true").exit() == 0, "skipped: no private view of files (unshare -m)");
    RestrictedHost host = new RestrictedHost(base);
    host.awaitListening();
    return host;
  }

  private void awaitListening() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return;
      } catch (IOException e) {
        if (!sshd.isAlive() || System.nanoTime() > end) {
          close();
          throw new IOException(Files.readString(base.resolve("sshd.log")), e);
        }
        LockSupport.parkNanos(10_000_000);
      }
    }
  }

  /** The folder of the operator's configuration. */
  Path pmta() {
    return base.resolve("pmta");
  }

  String publicLine() {
    return clientKey.publicLine();
  }

  SshTarget target(String account) {
    return new SshTarget("127.0.0.1", port, account, hostKey.publicLine(), clientKey.privateKey());
  }

  HostAddress address(String account) {
    return new HostAddress(target(account), CONFIG, PMTA, true);
  }

  /** What root says in a shell on the host. */
  Said asRoot(String script) throws IOException, InterruptedException {
    return run("nsenter", "-m", "-t", Long.toString(sshd.pid()), "sh", "-c", script);
  }

  /** The same with a long script, which no command line takes. */
  Said rootReads(String script) throws IOException, InterruptedException {
    return asRoot("sh " + Files.writeString(base.resolve("script"), script));
  }

  record Said(int exit, String text) {}

  static Said run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }

  @Override
  public void close() {
    sshd.descendants().forEach(ProcessHandle::destroyForcibly);
    sshd.destroyForcibly();
    sshd.onExit().join();
  }
}
