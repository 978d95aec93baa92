package io.emailengine.activities.pmta.host;

import java.time.Instant;

class InMemoryPmtaHostTest extends PmtaHostContract {
  private final InMemoryPmtaHost host = new InMemoryPmtaHost("/etc/pmta/email-engine/engine.conf");

  InMemoryPmtaHostTest() {
    byte[] config = "include email-engine/engine.conf\n".getBytes();
    host.files.put(config(), new HostFile(config, 0640, 0, 0, Instant.EPOCH));
    host.files.put(target(), new HostFile(good(1), 0640, 0, 0, Instant.EPOCH));
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
