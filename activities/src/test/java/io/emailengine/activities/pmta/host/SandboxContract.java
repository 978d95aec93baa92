package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.SshConnections;
import io.emailengine.activities.ssh.SshKeys;
import io.emailengine.activities.ssh.SshTarget;
import io.emailengine.sandbox.SandboxHost;
import io.emailengine.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the simulated host. */
abstract class SandboxContract extends PmtaHostContract {
  private static final SshKeys.Generated KEY = SshKeys.generate();

  @TempDir Path root;
  private SandboxHost sandbox;
  private SshConnections connections;
  PmtaHost host;

  @BeforeEach
  void start() throws IOException {
    sandbox = SandboxHost.start(SandboxOptions.in(root).withAuthorizedKey(KEY.publicLine()));
    Path config = sandbox.locate(config());
    Files.writeString(config, "include email-engine/engine.conf\n", StandardOpenOption.APPEND);
    Files.createDirectory(sandbox.locate(folder()));
    Files.write(sandbox.locate(target()), good(1));
    connections = new SshConnections();
    SshTarget target =
        new SshTarget(
            "127.0.0.1", sandbox.port(), sandbox.user(), sandbox.hostKeyLine(), KEY.privateKey());
    host =
        new SshPmtaHostConnector(connections)
            .open(new HostAddress(target, config(), "/usr/sbin/pmta"));
  }

  @AfterEach
  void close() {
    host.close();
    connections.close();
    sandbox.close();
  }

  @Override
  public PmtaHost host() {
    return host;
  }

  @Override
  String config() {
    return "/etc/pmta/config";
  }
}
