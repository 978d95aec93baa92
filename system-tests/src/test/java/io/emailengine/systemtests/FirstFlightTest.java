package io.emailengine.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product's main job through real processes, on one-second days. */
@Tag("real-temporal")
class FirstFlightTest {
  private static final Duration DAY = Duration.ofSeconds(1);
  private static final String USERS = "95.216.179.163";

  @TempDir Path folder;

  @Test
  void warmsAnIpFromOnePostOnTheInJvmServer() {
    warmsAnIpFromOnePost("in-jvm");
  }

  @Test
  void warmsAnIpFromOnePostOnARealServer() {
    warmsAnIpFromOnePost("real");
  }

  private void warmsAnIpFromOnePost(String temporal) {
    try (Flight flight = Flight.prepare(folder, DAY, temporal).adopted()) {
      flight.register(USERS);
      flight.register("198.51.100.7");
      String vmta = flight.vmta(USERS);

      Await.until(
          Duration.ofSeconds(120),
          () -> "warm: " + flight.caps(vmta) + flight.engine.output(),
          () -> flight.state(USERS).equals("active"));

      assertThat(flight.caps(vmta)).isEqualTo(Flight.SIX_WEEKS);
      Await.until(
          Duration.ofSeconds(20),
          () -> "the second one is warm",
          () -> flight.state("198.51.100.7").equals("active"));
      assertThat(flight.caps("vmta-198-51-100-7")).isEqualTo(Flight.SIX_WEEKS);
      Rest.Answer decisions =
          flight.engine.rest().get("/api/v2/ips/" + USERS + "/decisions").expect(200);
      assertThat(
              decisions
                  .body()
                  .at("/items")
                  .valueStream()
                  .map(d -> d.at("/kind").asString())
                  .toList())
          .isEqualTo(List.of("complete", "raise", "raise", "raise", "raise", "raise", "register"));
      Await.until(
          Duration.ofSeconds(10),
          () -> "people are told: " + flight.engine.output(),
          () -> flight.engine.output().contains("Warm-up complete: " + USERS));
      assertThat(flight.engine.stop()).isZero();
      assertThat(flight.engine.leftSomething()).isFalse();
    }
  }
}
