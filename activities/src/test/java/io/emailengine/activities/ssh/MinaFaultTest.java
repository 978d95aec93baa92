package io.emailengine.activities.ssh;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Faults of the way to Apache MINA's server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MinaFaultTest implements SshFaultContract {
  private MinaHost host;

  @BeforeAll
  void start(@TempDir Path base) {
    host = new MinaHost(base);
  }

  @AfterAll
  void stop() {
    host.close();
  }

  @Override
  public SshHost host() {
    return host;
  }
}
