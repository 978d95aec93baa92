package io.emailengine.activities.pmta.doctor;

import io.emailengine.activities.pmta.host.HostAddress;
import io.emailengine.activities.pmta.host.HostException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.SshPmtaHostConnector;
import io.emailengine.activities.ssh.SshAuthException;
import io.emailengine.activities.ssh.SshConnection;
import io.emailengine.activities.ssh.SshConnections;
import io.emailengine.activities.ssh.SshException;
import io.emailengine.activities.ssh.SshHostKeyException;
import io.emailengine.activities.ssh.SshKeyException;
import io.emailengine.activities.ssh.SshKeys;
import io.emailengine.activities.ssh.SshTarget;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at one host from the line to each address. Changes nothing there but for a probe file in
 * the engine's own folder, which it removes again.
 */
public final class HostCheckup {
  private final SshConnections connections;
  private final SshPmtaHostConnector connector;

  public HostCheckup(SshConnections connections) {
    this(connections, new SshPmtaHostConnector(connections));
  }

  HostCheckup(SshConnections connections, SshPmtaHostConnector connector) {
    this.connections = connections;
    this.connector = connector;
  }

  /**
   * Everything that can be looked at; what can't be reached ends it. Never throws for what a host
   * does.
   *
   * @param adopted whether the engine's files should be there
   * @param addresses that mail is to leave from
   */
  public List<Finding> run(HostAddress address, boolean adopted, List<String> addresses) {
    List<Finding> findings = new ArrayList<>();
    SshTarget target = address.target();
    SshConnection ssh = connections.to(target);
    try {
      ssh.connect();
      findings.add(
          Finding.ok("connection, host key and login", target.place() + " lets us in by our key"));
      FileChecks files =
          new FileChecks(
              ssh, address.configPath(), folder(address), adopted, "root".equals(target.user()));
      findings.addAll(new ShellChecks(ssh).run());
      findings.addAll(files.run());
      try (PmtaHost host = connector.open(address)) {
        findings.addAll(new PmtaChecks(host, address).run(addresses));
        if (host.helper().ready() && !"root".equals(target.user())) {
          findings.add(new SudoChecks(ssh, folder(address)).run());
        }
      }
    } catch (SshException | HostException e) {
      findings.add(unreachable(target, e instanceof HostException ? cause(e) : e));
    }
    return findings;
  }

  /** The engine's own. */
  private static String folder(HostAddress address) {
    String path = address.configPath();
    return path.substring(0, path.lastIndexOf('/') + 1) + "email-engine";
  }

  private static RuntimeException cause(RuntimeException e) {
    return e.getCause() instanceof SshException ssh ? ssh : e;
  }

  private static Finding unreachable(SshTarget target, RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof SshHostKeyException) {
      return Finding.wrong(
          "host key",
          message,
          "on the host: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub; if that is what it shows,"
              + " give the server that key, else somebody is in between");
    }
    if (e instanceof SshAuthException) {
      return Finding.wrong(
          "login",
          message,
          "on the host, this line belongs into authorized_keys of "
              + target.user()
              + ": "
              + publicLine(target));
    }
    return Finding.wrong(
        "connection",
        message,
        "is "
            + target.host()
            + ":"
            + target.port()
            + " right, sshd running, and no firewall there?");
  }

  private static String publicLine(SshTarget target) {
    try {
      return SshKeys.publicLine(target.privateKey());
    } catch (SshKeyException e) {
      return "(our key can't be read: " + e.getMessage() + ")";
    }
  }
}
