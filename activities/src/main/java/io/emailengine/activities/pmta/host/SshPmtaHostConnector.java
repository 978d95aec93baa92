package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.SshConnection;
import io.emailengine.activities.ssh.SshConnections;

/** Reaches hosts over SSH; sessions on one host share a connection. */
public final class SshPmtaHostConnector implements PmtaHostConnector {
  private final SshConnections connections;
  private final CommandBounds bounds;

  public SshPmtaHostConnector(SshConnections connections) {
    this(connections, CommandBounds.DEFAULT);
  }

  public SshPmtaHostConnector(SshConnections connections, CommandBounds bounds) {
    this.connections = connections;
    this.bounds = bounds;
  }

  @Override
  public PmtaHost open(HostAddress address) {
    SshConnection ssh = connections.to(address.target());
    return HostErrors.translating(
        () -> {
          ssh.connect();
          return new SshPmtaHost(ssh, address.pmta(), bounds);
        });
  }
}
