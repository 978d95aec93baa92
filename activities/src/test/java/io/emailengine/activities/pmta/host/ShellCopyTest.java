package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.OpenSshHost;
import io.emailengine.activities.ssh.SshConnections;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Changed files on an OpenSSH whose SFTP can't copy. */
class ShellCopyTest implements StagedChanges {
  @TempDir Path base;
  private OpenSshHost sshd;
  private SshConnections connections;
  private HelperBed bed;
  private PmtaHost host;

  @BeforeEach
  void open() {
    sshd = OpenSshHost.start(base, "Subsystem sftp internal-sftp -P copy-data");
    bed = new HelperBed(sshd.localFolder());
    connections = new SshConnections();
    host =
        new SshPmtaHostConnector(connections, CommandBounds.DEFAULT, bed.prefix.toString())
            .open(new HostAddress(sshd.target(), bed.config(), bed.pmta()));
  }

  @AfterEach
  void close() {
    if (sshd != null) {
      connections.close();
      sshd.close();
    }
  }

  @Override
  public PmtaHost host() {
    return host;
  }

  @Override
  public String target() {
    return bed.file("engine.conf").toString();
  }

  @Override
  public String staged() {
    return bed.file("engine.conf.new").toString();
  }
}
