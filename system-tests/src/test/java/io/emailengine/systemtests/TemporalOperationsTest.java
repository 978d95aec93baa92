package io.emailengine.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do and see with Temporal's own tools, on a real server. */
@Tag("real-temporal")
class TemporalOperationsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ADDRESS = "95.216.179.163";
  private static final String ID = "ip-warmup/" + ADDRESS;

  @TempDir Path folder;

  @Test
  void pausesResumesQueriesAndFindsAWarmUpByTheCommandLine() {
    try (Flight flight = Flight.prepare(folder, Duration.ofSeconds(10), "real").adopted()) {
      TemporalCli temporal = TemporalCli.of(flight.engine);
      flight.register(ADDRESS);
      awaitFound(temporal, "IpState=\"warming\" AND Tenant=\"default\"");

      temporal.workflow(
          "signal",
          "--workflow-id",
          ID,
          "--name",
          "pause",
          "--input",
          "{\"reason\":\"complaints\"}");
      awaitQuota(flight, 0);
      Await.until(
          PATIENCE,
          () -> "the query says so: " + status(temporal),
          () -> status(temporal).contains("\"paused\":true"));
      assertThat(
              flight
                  .engine
                  .rest()
                  .get("/api/v2/ips/" + ADDRESS)
                  .expect(200)
                  .text("/pauses/0/reason"))
          .isEqualTo("complaints");

      temporal.workflow("signal", "--workflow-id", ID, "--name", "resume", "--input", "{}");
      awaitQuota(flight, 50);
      awaitFound(temporal, "SendingIp=\"" + ADDRESS + "\" AND WarmupStep=1");
      awaitFound(temporal, "MailNode=\"mta1\"");
    }
  }

  private static String status(TemporalCli temporal) {
    return temporal.workflow("query", "--workflow-id", ID, "--type", "status");
  }

  private static void awaitFound(TemporalCli temporal, String query) {
    Await.until(
        PATIENCE,
        () -> query + " finds it: " + temporal.workflow("list", "--query", query),
        () -> temporal.workflow("list", "--query", query).contains(ID));
  }

  private static void awaitQuota(Flight flight, int quota) {
    Await.until(
        PATIENCE,
        () -> "effective quota " + quota,
        () ->
            flight
                    .engine
                    .rest()
                    .get("/api/v2/ips/" + ADDRESS)
                    .expect(200)
                    .body()
                    .at("/effectiveQuota")
                    .asInt()
                == quota);
  }
}
