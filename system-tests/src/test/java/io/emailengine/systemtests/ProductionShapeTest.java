package io.emailengine.systemtests;

import static io.emailengine.systemtests.ProductionShape.CHECKOUT;
import static io.emailengine.systemtests.ProductionShape.COMPOSE;
import static io.emailengine.systemtests.ProductionShape.ENV_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.sandbox.SandboxHost;
import io.emailengine.sandbox.SandboxOptions;
import io.emailengine.store.testing.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The production shape, see {@link ProductionShape}. */
class ProductionShapeTest {
  private static final Duration DAY = Duration.ofSeconds(2);
  private static final String ADDRESS = "95.216.179.163";

  @TempDir Path folder;

  @Test
  void composeFileNamesOnlyWhatExists() throws Exception {
    assertThat(COMPOSE.files()).hasSizeGreaterThan(4).allSatisfy(f -> assertThat(f).exists());
    assertThat(COMPOSE.waits())
        .allSatisfy(wait -> assertThat(COMPOSE.services()).contains(wait.getValue()));
    assertThat(COMPOSE.requiredVariables()).isEqualTo(ENV_FILE.keySet());
    assertThat(Files.readAllLines(CHECKOUT.resolve("deploy/env.example")))
        .containsAll(COMPOSE.requiredVariables().stream().map(name -> name + "=").toList());
  }

  @Test
  void composeFilePublishesOnLoopbackOnly() {
    assertThat(COMPOSE.ports()).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
  }

  @Test
  @Tag("real-temporal")
  void warmsAnIpWithWorkerAndApiApartAndTheWorkerKilledOnce() throws Exception {
    int temporal = FreePort.take();
    ProductionShape shape = new ProductionShape(folder, DAY);
    try (EmbeddedPostgres postgres = shape.postgres();
        ServiceProcess server = shape.temporal(temporal);
        SandboxHost host =
            SandboxHost.start(SandboxOptions.in(folder.resolve("host")).withDayLength(DAY))) {
      shape.prepareNamespace(server, temporal);
      Map<String, String> workerEnvironment =
          shape.environment("worker", postgres.getPort(), temporal);
      Map<String, String> apiEnvironment = shape.environment("api", postgres.getPort(), temporal);
      int port = FreePort.take();
      apiEnvironment.put("EMAIL_ENGINE_PORT", Integer.toString(port));
      try (ServiceProcess worker = shape.worker(workerEnvironment);
          ServiceProcess api =
              shape
                  .program("api", apiEnvironment)
                  .healthyAt("http://127.0.0.1:" + port + "/readyz")) {
        Rest rest = new Rest(port, ENV_FILE.get("ENGINE_OPERATOR_KEY"));
        adopt(rest, host);
        rest.post("/api/v2/ips", "{\"address\":\"" + ADDRESS + "\",\"purpose\":\"marketing\"}")
            .expect(201);
        Await.until(
            Duration.ofSeconds(60),
            () -> "the second step: " + caps(host) + worker.output(),
            () -> caps(host).size() == 2);

        worker.kill();
        assertThat(rest.get("/api/v2/ips/" + ADDRESS).expect(200).text("/state"))
            .isEqualTo("warming");
        try (ServiceProcess again = shape.worker(workerEnvironment)) {
          Await.until(
              Duration.ofSeconds(240),
              () -> "warm: " + caps(host) + again.output(),
              () -> rest.get("/api/v2/ips/" + ADDRESS).expect(200).text("/state").equals("active"));
          assertThat(caps(host)).isEqualTo(Flight.SIX_WEEKS);
          again.stop(Duration.ofSeconds(45));
        }
        api.stop(Duration.ofSeconds(10));
      }
    }
  }

  static void adopt(Rest rest, SandboxHost host) {
    Rest.Answer server =
        rest.post(
                "/api/v2/servers",
                "{\"name\":\"mta1\",\"host\":\"127.0.0.1\",\"port\":"
                    + host.port()
                    + ",\"hostKey\":\""
                    + host.hostKeyLine()
                    + "\"}")
            .expect(201);
    host.authorize(server.text("/publicKey"));
    rest.post("/api/v2/servers/mta1/adopt", "{\"pools\":{\"pmta-pool\":\"default/marketing\"}}")
        .expect(200);
  }

  private static List<Long> caps(SandboxHost host) {
    return host.capHistory("pmta-vmta1").stream()
        .filter(OptionalLong::isPresent)
        .map(OptionalLong::getAsLong)
        .toList();
  }
}
