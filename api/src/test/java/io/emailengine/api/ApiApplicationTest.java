package io.emailengine.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.json.Json;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.HostRequestRepository;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.settings.Deployment;
import io.emailengine.store.settings.EngineSettings;
import io.emailengine.store.testing.FreePort;
import io.emailengine.store.testing.PostgresFixture;
import io.emailengine.store.testing.TestRows;
import io.emailengine.workflows.Workflows;
import io.emailengine.workflows.apply.ApplyInput;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.apply.ApplyStatus;
import io.emailengine.workflows.apply.HostRequestOutcome;
import io.emailengine.workflows.apply.HostRequestRef;
import io.emailengine.workflows.apply.PmtaActivities;
import io.emailengine.workflows.apply.PmtaApplyWorkflow;
import io.emailengine.workflows.apply.ServerEvaluation;
import io.emailengine.workflows.apply.ServerRef;
import io.emailengine.workflows.model.WakeSignal;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The api alone, as its container runs it. */
class ApiApplicationTest {
  private static final String KEY = "a-key-of-at-least-some-length";

  @TempDir Path folder;

  private final int port = FreePort.take();
  private final int managementPort = FreePort.take();
  private final EngineSettings.Database database = PostgresFixture.shared().migratedDatabase();
  private final Http http = new Http(port, KEY);

  private ConfigurableApplicationContext start(String temporal) throws IOException {
    EngineSettings settings =
        EngineSettings.fromEnvironment(
                Map.of(
                    "EMAIL_ENGINE_DB_URL", database.url(),
                    "EMAIL_ENGINE_DB_USER", database.user(),
                    "EMAIL_ENGINE_DB_PASSWORD", database.password().reveal(),
                    "TEMPORAL_ADDRESS", temporal,
                    "EMAIL_ENGINE_OPERATOR_KEY", KEY,
                    "EMAIL_ENGINE_PORT", String.valueOf(port),
                    "EMAIL_ENGINE_MANAGEMENT_PORT", String.valueOf(managementPort)),
                Deployment.API)
            .using(folder, database, temporal);
    return ApiApplication.start(settings, folder);
  }

  @Test
  void servesWithoutTemporalWhatNeedsNoHost() throws Exception {
    try (ConfigurableApplicationContext api = start("127.0.0.1:" + FreePort.take())) {
      http.withoutKey().get("/livez").expect(200);
      http.withoutKey().get("/readyz").expect(503);
      http.post("/api/v2/tenants", "{\"slug\":\"a\",\"name\":\"A\"}").expect(201);
      register(api);
      http.post("/api/v2/servers/mta1/adopt", "{}").problem(503, "temporal-unreachable");
      assertThat(
              http.post("/api/v2/servers/mta1/adopt", "nonsense").problem(400, "invalid-request"))
          .isNotNull();
    }
  }

  @Test
  void theManagementPortHasHealthAndMetricsAndNothingElse() throws Exception {
    try (InJvmServer temporal = new InJvmServer();
        ConfigurableApplicationContext api = start(temporal.address())) {
      assertThat(api.isActive()).isTrue();
      Http management = Http.undocumented(managementPort);
      assertThat(management.get("/actuator/health").expect(200).text("/status")).isEqualTo("UP");
      assertThat(management.get("/actuator/prometheus").expect(200).body()).contains("jvm_");
      for (String path :
          List.of("/", "/actuator", "/actuator/env", "/actuator/beans", "/api/v2/ips")) {
        assertThat(management.get(path).status()).as(path).isEqualTo(404);
      }
      http.withoutKey().get("/readyz").expect(200);
      http.get("/actuator/health").problem(404, "not-found");
    }
  }

  @Test
  void hasTheHostsWriterServeARequestAndReadsItsAnswer() throws Exception {
    try (InJvmServer temporal = new InJvmServer();
        ConfigurableApplicationContext api = start(temporal.address())) {
      register(api);
      Hands hands = new Hands(api);
      WorkerFactory workers = WorkerFactory.newInstance(api.getBean(WorkflowClient.class));
      Worker worker = workers.newWorker(Workflows.TASK_QUEUE);
      worker.registerWorkflowImplementationTypes(Serving.class);
      worker.registerActivitiesImplementations(hands);
      workers.start();
      try {
        Http.Answer answer = http.post("/api/v2/servers/mta1/adopt?dryRun=true", "{}").expect(200);
        assertThat(answer.text("/diff")).isEqualTo("a diff");
        http.post("/api/v2/servers/mta1/adopt?dryRun=true", "{}").expect(200);
        assertThat(hands.served).hasSize(2).allMatch("mta1 1"::equals);
        hands.serves = false;
        http.post("/api/v2/servers/mta1/adopt", "{}").problem(503, "host-request-lost");
      } finally {
        workers.shutdownNow();
        workers.awaitTermination(10, TimeUnit.SECONDS);
      }
    }
  }

  private static void register(ConfigurableApplicationContext api) {
    api.getBean(Transactions.class)
        .inScope(
            Scope.engine(),
            () -> api.getBean(ServerRepository.class).save(TestRows.server("mta1")));
  }

  /** A writer that serves and does nothing else. */
  public static final class Serving implements PmtaApplyWorkflow {
    private final PmtaActivities hands =
        Workflow.newActivityStub(
            PmtaActivities.class,
            ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofSeconds(10)).build());
    private final ServerRef server;

    @WorkflowInit
    public Serving(ApplyInput input) {
      server = new ServerRef(input.server(), input.epoch());
    }

    @Override
    public void run(ApplyInput input) {
      Workflow.sleep(Duration.ofDays(1));
    }

    @Override
    public void wake(WakeSignal signal) {}

    @Override
    public HostRequestOutcome serve(HostRequestRef request) {
      return hands.serve(server, request);
    }

    @Override
    public void refuseBlank(HostRequestRef request) {}

    @Override
    public ApplyStatus status() {
      return new ApplyStatus(server.server(), "serves", null, 0);
    }
  }

  private static final class Hands implements PmtaActivities {
    private final ConfigurableApplicationContext api;
    private final List<String> served = new CopyOnWriteArrayList<>();
    private volatile boolean serves = true;

    Hands(ConfigurableApplicationContext api) {
      this.api = api;
    }

    @Override
    public HostRequestOutcome serve(ServerRef ref, HostRequestRef request) {
      if (serves) {
        served.add(ref.server() + " " + ref.epoch());
        AdoptReport report =
            new AdoptReport(
                ref.server(),
                true,
                false,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                "a diff",
                List.of());
        api.getBean(Transactions.class)
            .inScope(
                Scope.engine(),
                () ->
                    api.getBean(HostRequestRepository.class)
                        .answer(
                            UUID.fromString(request.requestId()),
                            200,
                            Json.of(report),
                            Instant.now()));
      }
      return new HostRequestOutcome(request.requestId(), serves);
    }

    @Override
    public ServerEvaluation evaluate(ServerRef ref) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ApplyOutcome apply(ServerRef ref) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void observe(ServerRef ref) {
      throw new UnsupportedOperationException();
    }
  }
}
