package io.emailengine.worker;

import static io.emailengine.worker.WorkerHarness.runId;
import static io.emailengine.worker.WorkerHarness.runs;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.outbox.OutboxTopic;
import io.emailengine.workflows.Workflows;
import io.emailengine.workflows.warmup.PauseSignal;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowStub;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Relay, reconciler and workflows together, on a real PostgreSQL and the in-JVM server. */
class WorkerTest {
  private static final String IP = "192.0.2.10";

  @TempDir Path folder;
  private final InJvmServer temporal = new InJvmServer();
  private WorkerHarness worker;

  @BeforeEach
  void create() {
    worker = new WorkerHarness(temporal.address(), folder);
  }

  @AfterEach
  void close() {
    worker.close();
    temporal.close();
  }

  @Test
  void startsTheWorkflowOfARegisteredIp() {
    worker.start();
    worker.register(IP, true);

    WorkflowStub workflow = worker.warmup(IP);
    Await.until("it runs", () -> runs(workflow));
    Await.until("the wish is done", () -> worker.openWishes() == 0);
    assertThat(workflow.describe().getTypedSearchAttributes().get(Workflows.SENDING_IP))
        .isEqualTo(IP);
    assertThat(workflow.describe().getTypedSearchAttributes().get(Workflows.IP_STATE))
        .isEqualTo("warming");
  }

  @Test
  void sendsOneSignalForManyWishesAndNoneIsLost() {
    worker.register(IP, false);
    worker.store.engineDo(
        () -> {
          for (int i = 0; i < 100; i++) {
            worker.store.outbox().insert(OutboxRow.wakeIp(IP, Instant.now()));
          }
        });
    worker.start();

    Await.until("all wishes are done", () -> worker.openWishes() == 0);
    assertThat(worker.events(IP, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED)).isEqualTo(1);
  }

  @Test
  void startsAClosedWorkflowAgain() {
    worker.start();
    worker.register(IP, true);
    Await.until("it runs", () -> runs(worker.warmup(IP)));
    String first = runId(worker.warmup(IP));

    worker.warmup(IP).terminate("by hand");
    worker.wakeIp(IP);

    Await.until(
        "another run", () -> runs(worker.warmup(IP)) && !runId(worker.warmup(IP)).equals(first));
  }

  @Test
  void losesNothingWhileTemporalIsAway() throws InterruptedException {
    worker.start();
    temporal.stop();
    worker.register(IP, true);
    Await.until(
        "a failed try is kept",
        () ->
            worker.store.engine(
                () ->
                    worker.store.outbox().find(OutboxTopic.WAKE_IP, IP).stream()
                        .anyMatch(row -> row.lastError() != null && row.doneAt() == null)));

    temporal.start();

    Await.until("it runs", () -> runs(worker.warmup(IP)));
    Await.until("the wish is done", () -> worker.openWishes() == 0);
  }

  @Test
  void startsWhatRowsAskForAndNobodyStarted() {
    worker.register(IP, false);
    worker.start();

    Await.until("the warm-up runs", () -> runs(worker.warmup(IP)));
    Await.until("the writer of the server runs", () -> runs(worker.apply()));
    assertThat(worker.row(IP).epoch()).isEqualTo(2);
    Await.until("all is well", () -> worker.gauge("email_engine_divergent_rows") == 0);
  }

  @Test
  void rebuildsEverythingWhenTemporalHasLostItsMemory() throws InterruptedException {
    for (int i = 1; i <= 30; i++) {
      worker.register("198.51.100." + i, false);
    }
    worker.start();
    Await.until("all run", () -> allRun(30));
    long before = worker.row("198.51.100.30").epoch();

    temporal.stop();
    temporal.start();

    Await.until("all run again", () -> allRun(30));
    assertThat(worker.row("198.51.100.30").epoch()).isGreaterThan(before);
  }

  private boolean allRun(int count) {
    for (int i = 1; i <= count; i++) {
      if (!runs(worker.warmup("198.51.100." + i))) {
        return false;
      }
    }
    return runs(worker.apply());
  }

  @Test
  void endsARunThatLostItsRowAndStartsTheRightOne() {
    worker.start();
    worker.register(IP, true);
    Await.until("it runs", () -> runs(worker.warmup(IP)));
    String zombie = runId(worker.warmup(IP));

    worker.store.takeIp(worker.row(IP).id());
    worker.wakeIp(IP);

    Await.until(
        "another run", () -> runs(worker.warmup(IP)) && !runId(worker.warmup(IP)).equals(zombie));
    assertThat(worker.row(IP).dailyQuota()).isEqualTo(50);
  }

  @Test
  void takesARawSignalForAnIntent() {
    worker.start();
    worker.register(IP, true);
    Await.until("it runs", () -> runs(worker.warmup(IP)));

    worker.warmup(IP).signal("pause", new PauseSignal("noise", null));

    Await.until(
        "the pause lies on the row",
        () ->
            worker
                .store
                .engine(() -> worker.store.holds().findLying(worker.row(IP).id(), Instant.now()))
                .stream()
                .anyMatch(hold -> hold.actor().equals("temporal")));
  }

  @Test
  void saysHowItIs() throws InterruptedException {
    worker.start();
    WorkerHealthIndicator health = worker.context.getBean(WorkerHealthIndicator.class);
    assertThat(health.health().getStatus().getCode()).isEqualTo("UP");
    Await.until(
        "servers are counted",
        () ->
            worker
                    .context
                    .getBean(MeterRegistry.class)
                    .get("email_engine_servers")
                    .tag("state", "held")
                    .gauge()
                    .value()
                == 1);

    temporal.stop();
    assertThat(health.health().getStatus().getCode()).isEqualTo("DOWN");
    temporal.start();
    Await.until("up again", () -> health.health().getStatus().getCode().equals("UP"));
  }
}
