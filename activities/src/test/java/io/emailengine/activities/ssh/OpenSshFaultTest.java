package io.emailengine.activities.ssh;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Faults of the way to OpenSSH's own server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenSshFaultTest implements SshFaultContract {
  private OpenSshHost host;

  @BeforeAll
  void start(@TempDir Path base) {
    host = OpenSshHost.start(base);
  }

  @AfterAll
  void stop() {
    if (host != null) {
      host.close();
    }
  }

  @Override
  public SshHost host() {
    return host;
  }
}
