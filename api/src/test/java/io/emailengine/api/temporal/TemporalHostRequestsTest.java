package io.emailengine.api.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.api.problem.ApiException;
import io.emailengine.store.json.Json;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import io.emailengine.workflows.Payloads;
import io.emailengine.workflows.Workflows;
import io.emailengine.workflows.apply.PmtaApplyWorkflow;
import io.emailengine.workflows.apply.PmtaApplyWorkflowImpl;
import io.emailengine.workflows.model.ServerName;
import io.emailengine.workflows.model.WakeSignal;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The way from the api to a host's single writer and back, over a Temporal server. */
@Timeout(60)
class TemporalHostRequestsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Json REQUEST =
      Json.of(new AdoptRequest(Map.of("pmta-pool", "default/marketing"), List.of(), true, false));

  @RegisterExtension
  static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));

  private final ServerRow server =
      store.engine(
          () ->
              store
                  .servers()
                  .save(TestRows.server("s" + UUID.randomUUID().toString().substring(0, 8))));
  private final WritingActivities activities = new WritingActivities(store);
  private final TestWorkflowEnvironment temporal =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setUseTimeskipping(false)
              .setWorkflowClientOptions(
                  WorkflowClientOptions.newBuilder()
                      .setDataConverter(Payloads.dataConverter())
                      .build())
              .build());

  @AfterEach
  void close() {
    activities.letGo();
    temporal.close();
  }

  @Test
  void answersWhatTheWriterOfTheHostWroteIntoTheRow() {
    work();

    HostRequestRow row = hosts(PATIENCE).ask(server, HostRequestKind.ADOPT, REQUEST, "operator");

    assertThat(row.status()).isEqualTo(200);
    assertThat(row.answer()).isNotNull();
    assertThat(row.kind()).isEqualTo(HostRequestKind.ADOPT);
    assertThat(row.request().as(AdoptRequest.class)).isEqualTo(REQUEST.as(AdoptRequest.class));
    assertThat(row.actor()).isEqualTo("operator");
    assertThat(activities.epochs()).containsExactly(server.epoch());
  }

  @Test
  void asksTheWriterThatRunsAndStartsOneOnlyIfNoneDoes() {
    work();
    HostRequests hosts = hosts(PATIENCE);

    hosts.ask(server, HostRequestKind.INSPECT, REQUEST, "operator");
    String first = runId();
    hosts.ask(server, HostRequestKind.INSPECT, REQUEST, "operator");
    assertThat(runId()).isEqualTo(first);

    activities.forgetTheServer();
    temporal
        .getWorkflowClient()
        .newWorkflowStub(PmtaApplyWorkflow.class, workflowId())
        .wake(new WakeSignal("test"));
    WorkflowStub.fromTyped(
            temporal.getWorkflowClient().newWorkflowStub(PmtaApplyWorkflow.class, workflowId()))
        .getResult(Void.class);
    activities.knowTheServer();

    assertThat(hosts.ask(server, HostRequestKind.INSPECT, REQUEST, "operator").status())
        .isEqualTo(200);
    assertThat(runId()).isNotEqualTo(first);
  }

  @Test
  void leavesARequestWithoutAnAnswerWhenTheTimeIsOverAndTheWriterStillFinishesIt() {
    work();
    activities.hold();

    HostRequestRow row =
        hosts(Duration.ofSeconds(1)).ask(server, HostRequestKind.ADOPT, REQUEST, "operator");

    assertThat(row.status()).isNull();
    activities.letGo();
    await(() -> answered(row.id()));
  }

  @Test
  void waitsNoLongerThanItsPatienceForAWorkerAndTheNextOneServesTheRequest() {
    Instant before = Instant.now();

    HostRequestRow row =
        hosts(Duration.ofSeconds(2)).ask(server, HostRequestKind.ADOPT, REQUEST, "operator");

    assertThat(row.status()).isNull();
    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
    work();
    await(() -> answered(row.id()));
  }

  @Test
  void saysSoWhenTheWriterDidNotServeTheRequest() {
    work();
    activities.serveNothing();

    assertProblem(hosts(PATIENCE), "host-request-lost");
  }

  @Test
  void saysSoWhenTheWriterFailedOnTheRequest() {
    work();
    activities.fail();

    assertProblem(hosts(PATIENCE), "host-request-lost");
  }

  @Test
  void saysWithinSecondsThatTemporalCannotBeReached() {
    WorkflowServiceStubs nowhere =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:1")
                .setRpcTimeout(Duration.ofSeconds(5))
                .validateAndBuildWithDefaults());
    try {
      Instant before = Instant.now();
      assertProblem(hosts(WorkflowClient.newInstance(nowhere), PATIENCE), "temporal-unreachable");
      assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(15));
    } finally {
      nowhere.shutdownNow();
    }
  }

  private void assertProblem(HostRequests hosts, String type) {
    assertThatThrownBy(() -> hosts.ask(server, HostRequestKind.ADOPT, REQUEST, "operator"))
        .isInstanceOfSatisfying(
            ApiException.class,
            problem -> {
              assertThat(problem.type()).isEqualTo(type);
              assertThat(problem.status()).isEqualTo(503);
            });
  }

  private void work() {
    var worker = temporal.newWorker(Workflows.TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(PmtaApplyWorkflowImpl.class);
    worker.registerActivitiesImplementations(activities);
    temporal.start();
  }

  private HostRequests hosts(Duration patience) {
    return hosts(temporal.getWorkflowClient(), patience);
  }

  private static HostRequests hosts(WorkflowClient client, Duration patience) {
    return new TemporalHostRequests(
        client,
        store.transactions(),
        store.hostRequests(),
        store.outbox(),
        Clock.systemUTC(),
        patience);
  }

  private String workflowId() {
    return Workflows.applyId(new ServerName(server.name()));
  }

  private String runId() {
    return temporal
        .getWorkflowClient()
        .newUntypedWorkflowStub(workflowId())
        .describe()
        .getExecution()
        .getRunId();
  }

  private static boolean answered(UUID id) {
    return store.engine(() -> store.hostRequests().findById(id).orElseThrow().answeredAt() != null);
  }

  private static void await(BooleanSupplier wanted) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!wanted.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
