package io.emailengine.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.sandbox.SandboxHost;
import io.emailengine.sandbox.SandboxOptions;
import io.emailengine.store.testing.FreePort;
import io.emailengine.workflows.Workflows;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.warmup.IpWarmupInput;
import io.emailengine.workflows.warmup.IpWarmupWorkflow;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large installation: what it costs to have it, and to rebuild it into an empty Temporal. */
class TenThousandIpsTest {
  private static final int REGISTERED = 10_000;
  private static final int ROUNDS = 5;

  /**
   * Started together, and more than the reconciler takes at once; all groups together are the
   * warming ones among the registered.
   */
  private static final int GROUP = Integer.getInteger("email-engine.test.group", 300);

  /** As many as the worker runs before it is idle; the SDK caches its default of them. */
  private static final int SLEEPERS = 2 * ROUNDS * GROUP;

  private static final int READS = 5;
  private static final int STARTS_AT_ONCE = 8;
  private static final double LEAST_PACE = 0.7;
  private static final double MOST_MEMORY = 1.3;

  @TempDir Path folder;

  @Test
  @Tag("real-temporal")
  void rebuildsAtTheServersPaceAndStaysSmall() throws Exception {
    ProductionShape shape = new ProductionShape(folder, Duration.ofDays(1));
    int temporal = FreePort.take();
    int port = FreePort.take();
    try (EmbeddedPostgres postgres = shape.postgres();
        SandboxHost host = SandboxHost.start(SandboxOptions.in(folder.resolve("host")))) {
      Map<String, String> environment = shape.environment("worker", postgres.getPort(), temporal);
      Map<String, String> apiEnvironment = shape.environment("api", postgres.getPort(), temporal);
      apiEnvironment.put("EMAIL_ENGINE_PORT", Integer.toString(port));
      try (ServiceProcess server = shape.temporal(temporal)) {
        shape.prepareNamespace(server, temporal);
        try (ServiceProcess worker = shape.worker(environment);
            ServiceProcess api =
                shape
                    .program("api", apiEnvironment)
                    .healthyAt("http://127.0.0.1:" + port + "/readyz");
            Connection rows = connection(postgres)) {
          ProductionShapeTest.adopt(
              new Rest(port, ProductionShape.ENV_FILE.get("ENGINE_OPERATOR_KEY")), host);
          insertIps(rows);
          double pace = rebuildPace(rows, temporal, worker);
          double bareMemory = bareMemory(shape, temporal);
          double workerMemory = residentWhenIdle(worker);
          double apiMemory = residentWhenIdle(api);
          System.out.printf(
              "resident, idle, %d IPs, against %.0f MB of a bare application: worker %.0f MB, %.3f, api %.0f MB, %.3f%n",
              REGISTERED,
              bareMemory,
              workerMemory,
              workerMemory / bareMemory,
              apiMemory,
              apiMemory / bareMemory);
          assertThat(pace).isGreaterThanOrEqualTo(LEAST_PACE);
          assertThat(workerMemory / bareMemory).isLessThanOrEqualTo(MOST_MEMORY);
          assertThat(apiMemory / bareMemory).isLessThanOrEqualTo(MOST_MEMORY);
        }
      }
    }
  }

  /**
   * The median of what the rounds say: other work on the machine comes and goes, and the two parts
   * of a round are close enough to meet the same of it, more often than not.
   */
  private static double rebuildPace(Connection rows, int temporal, ServiceProcess worker)
      throws Exception {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      double bare = startBare(rows, temporal, 2 * round);
      awaitAllLooked(rows, worker, 2 * round);
      double rebuilt = rebuild(rows, worker, 2 * round + 1);
      awaitAllLooked(rows, worker, 2 * round + 1);
      ratios.add(bare / rebuilt);
      System.out.printf(
          "%d warm-ups each: started bare at %.0f/s, rebuilt at %.0f/s: ratio %.2f%n",
          GROUP, GROUP / bare, GROUP / rebuilt, bare / rebuilt);
    }
    return ratios.stream().sorted().toList().get(ROUNDS / 2);
  }

  private static void awaitAllLooked(Connection rows, ServiceProcess worker, int group) {
    Await.until(
        Duration.ofMinutes(5),
        () -> "every workflow looked at its row: " + worker.output(),
        () -> count(rows, group, "next_due_at IS NOT NULL") == GROUP);
  }

  private static Connection connection(EmbeddedPostgres postgres) throws Exception {
    Connection connection =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/email_engine",
            "email_engine",
            ProductionShape.ENV_FILE.get("ENGINE_DB_PASSWORD"));
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET app.scope = 'engine'");
    }
    return connection;
  }

  /** Active ones, which have no workflow here; groups of them begin to warm in their turn. */
  private static void insertIps(Connection rows) throws Exception {
    try (Statement statement = rows.createStatement()) {
      statement.execute(
          """
          INSERT INTO sending_ip (id, tenant_id, server_id, address, purpose, vmta, adopted, hostname, state, daily_quota, schedule,
            warmup_id, step, step_began_at, started_at, running_cap, request_hash, created_at, version)
          SELECT gen_random_uuid(), t.id, s.id, '20.' || n / 65536 || '.' || n / 256 %% 256 || '.' || n %% 256,
            'group-' || n / %1$d, 'vmta-' || n, false, 'm' || n || '.example.net', 'active', 50,
            '{"name":"six-week","steps":[{"cap":50,"days":7},{"cap":200,"days":7}]}',
            gen_random_uuid(), 1, now(), now(), 50, 'none', now(), 0
          FROM tenant t, server s, generate_series(0, %2$d - 1) n
          """
              .formatted(GROUP, REGISTERED));
    }
  }

  /**
   * The same workflows, with nothing read, compared or written by whoever starts them. Rows made a
   * moment ago are not the reconciler's yet: these stay so.
   *
   * @return seconds
   */
  private static double startBare(Connection rows, int temporal, int group) throws Exception {
    warm(rows, group, "now() + interval '1 hour'");
    List<IpWarmupInput> inputs = inputs(rows, group);
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget("127.0.0.1:" + temporal).build());
    WorkflowClient client = WorkflowClient.newInstance(stubs);
    ExecutorService threads = Executors.newFixedThreadPool(STARTS_AT_ONCE);
    try {
      long begin = System.nanoTime();
      List<Future<?>> starts = new ArrayList<>();
      for (IpWarmupInput input : inputs) {
        starts.add(threads.submit(() -> start(client, input)));
      }
      for (Future<?> start : starts) {
        start.get();
      }
      return (System.nanoTime() - begin) / 1e9;
    } finally {
      threads.shutdownNow();
      stubs.shutdownNow();
    }
  }

  private static void warm(Connection rows, int group, String createdAt) throws Exception {
    try (Statement statement = rows.createStatement()) {
      statement.execute(
          "UPDATE sending_ip SET state = 'warming', created_at = %s WHERE purpose = 'group-%d'"
              .formatted(createdAt, group));
    }
  }

  private static List<IpWarmupInput> inputs(Connection rows, int group) throws Exception {
    List<IpWarmupInput> inputs = new ArrayList<>();
    try (Statement statement = rows.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT address, warmup_id, epoch FROM sending_ip WHERE purpose = 'group-%d'"
                    .formatted(group))) {
      while (row.next()) {
        inputs.add(
            new IpWarmupInput(
                row.getString(1), "default", "mta1", row.getString(2), row.getLong(3), null));
      }
    }
    return inputs;
  }

  private static void start(WorkflowClient client, IpWarmupInput input) {
    IpWarmupWorkflow workflow =
        client.newWorkflowStub(
            IpWarmupWorkflow.class,
            WorkflowOptions.newBuilder()
                .setTaskQueue(Workflows.TASK_QUEUE)
                .setWorkflowId(Workflows.warmupId(new IpAddress(input.address())))
                .build());
    WorkflowClient.start(workflow::run, input);
  }

  /**
   * As after the loss of Temporal's memory: rows of old, whose workflows nobody knows.
   *
   * @return seconds from the first row that was taken to the last, as if these were all
   */
  private static double rebuild(Connection rows, ServiceProcess worker, int group)
      throws Exception {
    warm(rows, group, "now() - interval '1 day'");
    Await.until(
        Duration.ofMinutes(3),
        () -> "the rebuild begins: " + worker.output(),
        () -> count(rows, group, "epoch > 1") > 0);
    long begin = System.nanoTime();
    int already = count(rows, group, "epoch > 1");
    Await.until(
        Duration.ofMinutes(10),
        () -> "all are rebuilt: " + worker.output(),
        () -> count(rows, group, "epoch > 1") == GROUP);
    return (System.nanoTime() - begin) / 1e9 * GROUP / (GROUP - already);
  }

  private static int count(Connection rows, int group, String condition) {
    try (Statement statement = rows.createStatement();
        ResultSet count =
            statement.executeQuery(
                "SELECT count(*) FROM sending_ip WHERE purpose = 'group-%d' AND %s"
                    .formatted(group, condition))) {
      count.next();
      return count.getInt(1);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double bareMemory(ProductionShape shape, int temporal) throws Exception {
    int port = FreePort.take();
    List<String> program =
        List.of(
            "-Dbare.port=" + port,
            "-Dbare.temporal=127.0.0.1:" + temporal,
            "-Dbare.sleepers=" + SLEEPERS,
            "-cp",
            bareClassPath(),
            BareApplication.class.getName());
    try (ServiceProcess bare =
        shape
            .asImageOf("worker", "bare", Map.of(), program)
            .healthyAt("http://127.0.0.1:" + port + "/actuator/health")) {
      Await.until(
          Duration.ofMinutes(10),
          () -> "the sleepers sleep: " + bare.output(),
          () -> bare.output().contains("all asleep"));
      return residentWhenIdle(bare);
    }
  }

  /** Nothing of ours but this test's classes, no database. */
  private static String bareClassPath() {
    String tests =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Stream.of(tests.split(File.pathSeparator))
        .filter(
            entry ->
                !entry.matches(
                    ".*(/email-engine-[^/]*\\.jar|/(workflows|store|activities|worker|api|sandbox|standalone)/target/.*|jdbc|/spring-data|flyway|HikariCP|springdoc|swagger|postgres|sshd|sshj|jgit|okhttp|spring-boot-(starter-)?(data|jdbc|flyway|validation)).*"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Megabytes: the median of some reads, each after a collection. */
  private static double residentWhenIdle(ServiceProcess process) throws Exception {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    List<Double> reads = new ArrayList<>();
    for (int i = 0; i < READS; i++) {
      new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run")
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
      reads.add(resident(process));
    }
    return reads.stream().sorted().toList().get(READS / 2);
  }

  private static double resident(ServiceProcess process) throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new AssertionError("no VmRSS of " + process.pid());
  }
}
