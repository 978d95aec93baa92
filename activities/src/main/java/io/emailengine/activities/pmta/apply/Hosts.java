package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.HostAddress;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.PmtaHostConnector;
import io.emailengine.activities.ssh.SshTarget;
import io.emailengine.store.seal.Sealer;
import io.emailengine.store.server.ServerRow;

/**
 * Opens sessions on the hosts of our rows; the one place where a server's private key is unsealed.
 */
final class Hosts {
  private final PmtaHostConnector connector;
  private final Sealer sealer;

  Hosts(PmtaHostConnector connector, Sealer sealer) {
    this.connector = connector;
    this.sealer = sealer;
  }

  PmtaHost open(ServerRow server) {
    String key = sealer.openText(server.privateKey(), ServerRow.privateKeyPurpose(server.id()));
    SshTarget target =
        new SshTarget(server.host(), server.port(), server.login(), server.hostKey(), key);
    return connector.open(
        new HostAddress(target, server.configPath(), server.pmtaPath(), server.adopted()));
  }
}
