package io.emailengine.activities.ssh;

import java.nio.file.Path;

/** The contract against OpenSSH's own server. */
class OpenSshTest extends ContractBase {
  @Override
  SshHost start(Path base) {
    return OpenSshHost.start(base);
  }
}
