package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.SshConnection;
import io.emailengine.activities.ssh.SshConnections;

/** Reaches hosts over SSH; sessions on one host share a connection. */
public final class SshPmtaHostConnector implements PmtaHostConnector {
  private static final String ROOT = "root";

  private final SshConnections connections;
  private final CommandBounds bounds;
  private final String prefix;

  public SshPmtaHostConnector(SshConnections connections) {
    this(connections, CommandBounds.DEFAULT);
  }

  public SshPmtaHostConnector(SshConnections connections, CommandBounds bounds) {
    this(connections, bounds, "");
  }

  /**
   * @param prefix before all paths of the helper
   */
  SshPmtaHostConnector(SshConnections connections, CommandBounds bounds, String prefix) {
    this.connections = connections;
    this.bounds = bounds;
    this.prefix = prefix;
  }

  @Override
  public PmtaHost open(HostAddress address) {
    SshConnection ssh = connections.to(address.target());
    return HostErrors.translating(
        () -> {
          ssh.connect();
          return new SshPmtaHost(
              ssh, address, new HelperPlace(prefix, ROOT.equals(address.target().user())), bounds);
        });
  }
}
