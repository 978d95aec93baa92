package io.emailengine.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.sandbox.SandboxHost;
import io.emailengine.sandbox.SandboxOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code docker-compose.yml} runs, as processes: the jars of the two images with that file's
 * environment, PostgreSQL and Temporal prepared by the scripts that it mounts.
 */
class ProductionShapeTest {
  private static final Duration DAY = Duration.ofSeconds(2);
  private static final String ADDRESS = "95.216.179.163";
  private static final Path CHECKOUT = EngineProcess.repository();
  private static final ComposeFile COMPOSE = ComposeFile.in(CHECKOUT);
  private static final Map<String, String> ENV_FILE =
      Map.of(
          "POSTGRES_PASSWORD", "superuser-of-the-test",
          "TEMPORAL_DB_PASSWORD", "temporal-of-the-test",
          "ENGINE_DB_PASSWORD", "engine-of-the-test",
          "ENGINE_OPERATOR_KEY", "operator-of-the-test");

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
    int temporal = EngineProcess.freePort();
    try (EmbeddedPostgres postgres = postgres();
        ServiceProcess server = temporal(temporal);
        SandboxHost host =
            SandboxHost.start(SandboxOptions.in(folder.resolve("host")).withDayLength(DAY))) {
      prepareNamespace(server, temporal);
      Map<String, String> workerEnvironment = environment("worker", postgres.getPort(), temporal);
      Map<String, String> apiEnvironment = environment("api", postgres.getPort(), temporal);
      int port = EngineProcess.freePort();
      apiEnvironment.put("EMAIL_ENGINE_PORT", Integer.toString(port));
      try (ServiceProcess worker = worker(workerEnvironment);
          ServiceProcess api =
              program("api", apiEnvironment).healthyAt("http://127.0.0.1:" + port + "/readyz")) {
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
        try (ServiceProcess again = worker(workerEnvironment)) {
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

  private static void adopt(Rest rest, SandboxHost host) {
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

  private ServiceProcess worker(Map<String, String> environment) {
    return program("worker", environment)
        .healthyAt(
            "http://127.0.0.1:"
                + environment.get("EMAIL_ENGINE_MANAGEMENT_PORT")
                + "/actuator/health");
  }

  /** The compose file's environment, with the addresses of this machine and a short day. */
  private Map<String, String> environment(String service, int postgres, int temporal) {
    Map<String, String> environment = new LinkedHashMap<>();
    COMPOSE
        .environment(service, ENV_FILE)
        .forEach(
            (name, value) ->
                environment.put(
                    name,
                    value
                        .replace("postgres:5432", "127.0.0.1:" + postgres)
                        .replace("temporal:7233", "127.0.0.1:" + temporal)
                        .replace("/data", folder.resolve("data").toString())
                        .replace("0.0.0.0", "127.0.0.1")));
    environment.put("EMAIL_ENGINE_MANAGEMENT_PORT", Integer.toString(EngineProcess.freePort()));
    environment.put("EMAIL_ENGINE_DAY", DAY.toString());
    environment.put("EMAIL_ENGINE_SETTLE", "PT0.05S");
    environment.put("EMAIL_ENGINE_MIN_RELOAD_INTERVAL", "PT0.1S");
    return environment;
  }

  private ServiceProcess program(String service, Map<String, String> environment) {
    Path jar = CHECKOUT.resolve(service + "/target/email-engine-" + service + "-app.jar");
    assertThat(jar).as("the jar of the image; build with -Pimages").exists();
    return ServiceProcess.start(
        folder.resolve(service + ".txt"),
        environment,
        List.of(
            ProcessHandle.current().info().command().orElse("java"),
            "-Xmx384m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            jar.toString()));
  }

  /** PostgreSQL as its image leaves it after the mounted script: two logins, three databases. */
  private EmbeddedPostgres postgres() throws Exception {
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.resolve("postgres"))
            .setPGStartupWait(Duration.ofSeconds(60))
            .start();
    String script = Files.readString(CHECKOUT.resolve("deploy/postgres-init.sh"));
    String sql = script.substring(script.indexOf("<<'SQL'") + 7, script.lastIndexOf("SQL"));
    sql = sql.replace(":'temporal'", quoted("TEMPORAL_DB_PASSWORD"));
    sql = sql.replace(":'engine'", quoted("ENGINE_DB_PASSWORD"));
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (String line : sql.strip().split(";")) {
        statement.execute(line);
      }
    }
    return postgres;
  }

  private static String quoted(String variable) {
    return "'" + ENV_FILE.get(variable) + "'";
  }

  private ServiceProcess temporal(int port) throws Exception {
    return ServiceProcess.start(
            folder.resolve("temporal.txt"),
            Map.of(),
            List.of(
                TemporalCli.program().toString(),
                "server",
                "start-dev",
                "--headless",
                "--ip",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--db-filename",
                folder.resolve("temporal.db").toString(),
                "--log-level",
                "error"))
        .listeningAt(port);
  }

  private void prepareNamespace(ServiceProcess server, int port) throws Exception {
    Map<String, String> environment = new LinkedHashMap<>();
    COMPOSE
        .environment("temporal-namespace", ENV_FILE)
        .forEach(
            (name, value) ->
                environment.put(name, value.replace("temporal:7233", "127.0.0.1:" + port)));
    environment.put(
        "PATH", TemporalCli.program().getParent() + File.pathSeparator + System.getenv("PATH"));
    ProcessBuilder script =
        new ProcessBuilder("sh", CHECKOUT.resolve("deploy/temporal-namespace.sh").toString());
    script.environment().putAll(environment);
    Path output = folder.resolve("namespace.txt");
    script.redirectErrorStream(true).redirectOutput(output.toFile());
    // Twice, because a container may be started again.
    for (int i = 0; i < 2; i++) {
      assertThat(script.start().waitFor())
          .as(() -> "status of the script: " + text(output) + server.output())
          .isZero();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}
