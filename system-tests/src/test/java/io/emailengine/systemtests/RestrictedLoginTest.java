package io.emailengine.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.emailengine.sandbox.SandboxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From root's login to the restricted account, by what the doctor prints and nothing else. */
@Tag("heavy")
class RestrictedLoginTest {
  private static final Duration DAY = Duration.ofMinutes(2);
  private static final String SERVER = "/api/v2/servers/mta1";
  private static final String ACCOUNT = "email-engine";

  @TempDir Path folder;

  @Test
  void isSetUpByWhatTheDoctorPrintsFoundInOrderAndApplies() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/sudo")), "skipped: sudo is missing");
    SandboxOptions options = SandboxOptions.in(folder.resolve("host")).withDayLength(DAY);
    try (OpenSshFlight flight = OpenSshFlight.prepare(folder, options, DAY)) {
      flight.adopted();
      // So that PowerMTA and those of its group read it, and nobody else.
      flight.mta.asRoot("groupadd --system pmta && chgrp pmta /etc/pmta/config\n");
      String setUp = flight.engine.run("doctor", "--print-setup", "mta1");
      assertThat(setUp).startsWith("#!/bin/sh\n");
      assertThat(flight.mta.asRoot(setUp))
          .endsWith("email-engine-account: email-engine is ready\n");

      flight.engine.rest().patch(SERVER, "{\"user\":\"" + ACCOUNT + "\"}").expect(200);
      flight.settle();
      long rootBefore = flight.mta.logins("root");
      flight.register("198.51.100.7");
      flight.settle();

      String vmta = flight.vmta("198.51.100.7");
      assertThat(flight.mta.text(OpenSshMta.ENGINE_FILE)).contains("<virtual-mta " + vmta + ">");
      assertThat(flight.sha256OnDisk()).isEqualTo(flight.recordedSha256());
      assertThat(flight.mta.logins(ACCOUNT)).isPositive();
      assertThat(flight.mta.logins("root")).isEqualTo(rootBefore);

      assertThat(flight.engine.run("doctor"))
          .contains("Server mta1 (" + ACCOUNT + "@127.0.0.1:")
          .contains("ok       sudo: lets the login run the helper's verbs, and no more of it")
          .contains("usable by sudo")
          .contains("ok       addresses: 1 of 1 are there")
          .contains("ok       pmta test config")
          .endsWith("Everything is in order.\n");
    }
  }
}
