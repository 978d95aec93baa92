package io.emailengine.activities.pmta.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emailengine.activities.ssh.OpenSshHost;
import io.emailengine.activities.ssh.SshConnections;
import io.emailengine.activities.ssh.SshTarget;
import io.emailengine.activities.ssh.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change of one IP among 10,000 costs the line, counted on the socket. */
class WireBytesTest {
  private static final int VMTAS = 10_000;
  private static final double MOST = 0.06;
  private static final String PMTA =
      """
      #!/bin/sh
      case "$*" in
        reload) echo "Configuration reloaded." ;;
        "show settings"*) printf 'Queue Settings\\n---\\nmax-errors-per-connection 1000001\\n' ;;
      esac
      """;

  @TempDir Path base;

  @Test
  void sendsLittleForOneChangedIp() throws Exception {
    measure(new String[0], true);
  }

  @Test
  void sendsAsLittleWhereSftpCannotCopy() throws Exception {
    measure(new String[] {"Subsystem sftp internal-sftp -P copy-data"}, false);
  }

  private void measure(String[] settings, boolean copies) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "skipped: only root may swap");
    try (OpenSshHost ssh = OpenSshHost.start(base, settings);
        Wire wire = new Wire(ssh.port());
        SshConnections connections = new SshConnections()) {
      Path pmta = Files.writeString(base.resolve("pmta"), PMTA);
      assertThat(pmta.toFile().setExecutable(true)).isTrue();
      Path config = Files.writeString(ssh.localFolder().resolve("config"), "include x\n");
      SshTarget good = ssh.target();
      SshTarget target =
          new SshTarget(good.host(), wire.port(), good.user(), good.hostKey(), good.privateKey());
      PmtaHost host =
          new SshPmtaHostConnector(connections, CommandBounds.DEFAULT, base + "/root")
              .open(new HostAddress(target, config.toString(), pmta.toString()));
      Files.createDirectory(base.resolve("root"));
      host.installHelper();
      host = reopened(connections, target, config, pmta);
      String folder = ssh.folder() + "email-engine";
      host.ensureFolder(folder);
      byte[] old = file(-1);
      byte[] now = file(VMTAS / 2);
      String engine = folder + "/engine.conf";
      host.stage(engine, old, 0640);

      long before = wire.bytesToClient() + wire.bytesToServer();
      HostFile like = host.read(config.toString()).orElseThrow();
      host.stageChange(engine + ".new", now, like, engine, old);
      SwapOutcome swap =
          host.swapTested(
              new TestedSwap(
                  Optional.of(TestedSwap.sha256(old)),
                  TestedSwap.sha256(now),
                  engine + ".new",
                  engine,
                  engine + ".lkg"));
      assertThat(swap.accepted()).as(swap.describe()).isTrue();
      host.reload();
      host.showSettings("generation.email-engine.invalid/mta-5000");
      long bytes = wire.bytesToClient() + wire.bytesToServer() - before;

      double share = (double) bytes / now.length;
      System.out.printf(
          "one IP of %d changed: %d of %d bytes on the wire (%.4f), copying %s%n",
          VMTAS, bytes, now.length, share, copies);
      assertThat(Files.readAllBytes(Path.of(engine))).isEqualTo(now);
      assertThat(share).isLessThanOrEqualTo(MOST);
    }
  }

  private PmtaHost reopened(SshConnections connections, SshTarget target, Path config, Path pmta) {
    return new SshPmtaHostConnector(connections, CommandBounds.DEFAULT, base + "/root")
        .open(new HostAddress(target, config.toString(), pmta.toString()));
  }

  /** As the engine renders it, with addresses and names that do not repeat. */
  private static byte[] file(int changed) {
    StringBuilder text = new StringBuilder("# email-engine generation ");
    text.append(changed < 0 ? 1 : 2).append('\n');
    for (int i = 0; i < VMTAS; i++) {
      String ip = "10." + i / 2500 + "." + i / 10 % 250 + "." + (i % 10 * 7 + 1);
      text.append("<virtual-mta mta-").append(ip.replace('.', '-')).append(">\n");
      text.append("    smtp-source-host ").append(ip).append(" mail").append(i * 7919L % 100_003);
      text.append(".example.com\n    max-smtp-msg-rate ");
      text.append(i == changed ? 777 : 50 * (1 + i * 31 % 40)).append("/d\n</virtual-mta>\n");
    }
    return text.toString().getBytes(UTF_8);
  }
}
