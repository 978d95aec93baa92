package io.emailengine.activities.pmta.host;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** The contract on the simulated host, without the helper and with it. */
class SandboxContractTest {
  @Nested
  class BeforeAdoption extends SandboxContract {}

  @Nested
  class WithTheHelper extends SandboxContract {
    @BeforeEach
    void install() {
      host.installHelper();
    }
  }
}
