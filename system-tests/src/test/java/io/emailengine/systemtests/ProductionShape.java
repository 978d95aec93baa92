package io.emailengine.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.testing.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code docker-compose.yml} runs, as processes: the jars of the two images with that file's
 * environment, PostgreSQL and Temporal prepared by the scripts that it mounts.
 */
final class ProductionShape {
  static final Path CHECKOUT = EngineProcess.repository();
  static final ComposeFile COMPOSE = ComposeFile.in(CHECKOUT);
  static final Map<String, String> ENV_FILE =
      Map.of(
          "POSTGRES_PASSWORD", "superuser-of-the-test",
          "TEMPORAL_DB_PASSWORD", "temporal-of-the-test",
          "ENGINE_DB_PASSWORD", "engine-of-the-test",
          "ENGINE_OPERATOR_KEY", "operator-of-the-test");

  /** As in a container of half a gigabyte. */
  private static final String MOST_HEAP = "-Xmx384m";

  private final Path folder;
  private final Duration day;

  ProductionShape(Path folder, Duration day) {
    this.folder = folder;
    this.day = day;
  }

  ServiceProcess worker(Map<String, String> environment) {
    return program("worker", environment)
        .healthyAt(
            "http://127.0.0.1:"
                + environment.get("EMAIL_ENGINE_MANAGEMENT_PORT")
                + "/actuator/health");
  }

  /** The compose file's environment, with the addresses of this machine and a short day. */
  Map<String, String> environment(String service, int postgres, int temporal) {
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
    environment.put("EMAIL_ENGINE_MANAGEMENT_PORT", Integer.toString(FreePort.take()));
    environment.put("EMAIL_ENGINE_DAY", day.toString());
    environment.put("EMAIL_ENGINE_SETTLE", "PT0.05S");
    environment.put("EMAIL_ENGINE_MIN_RELOAD_INTERVAL", "PT0.1S");
    return environment;
  }

  ServiceProcess program(String service, Map<String, String> environment) {
    Path jar = CHECKOUT.resolve(service + "/target/email-engine-" + service + "-app.jar");
    assertThat(jar).as("the jar of the image; build with -Pimages").exists();
    Path program = ImageFile.unpacked(jar, folder.resolve(service + "-image"));
    String name = ImageFile.of(CHECKOUT, service).jar();
    return asImageOf(
        service, service, environment, List.of("-jar", program.resolve(name).toString()));
  }

  /**
   * A Java program with the options and the environment that the image of a service has.
   *
   * @param name of the file to print to
   * @param program options of its own, and what to run
   */
  ServiceProcess asImageOf(
      String service, String name, Map<String, String> environment, List<String> program) {
    ImageFile image = ImageFile.of(CHECKOUT, service);
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(image.jvmOptions());
    command.add(MOST_HEAP);
    command.addAll(program);
    Map<String, String> whole = new LinkedHashMap<>(image.environment());
    whole.putAll(environment);
    return ServiceProcess.start(folder.resolve(name + ".txt"), whole, command);
  }

  /** PostgreSQL as its image leaves it after the mounted script: two logins, three databases. */
  EmbeddedPostgres postgres() throws Exception {
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

  ServiceProcess temporal(int port) throws Exception {
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

  void prepareNamespace(ServiceProcess server, int port) throws Exception {
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
