package io.emailengine.workflows.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.workflows.Payloads;
import io.emailengine.workflows.Workflows;
import io.emailengine.workflows.model.WakeSignal;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On Temporal's time-skipping server, over a host in memory. */
class PmtaApplyWorkflowTest {
  private static final String ID = "pmta-apply/mta1";

  private TestWorkflowEnvironment environment;
  private HostInMemory host;

  @BeforeEach
  void start() {
    environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setInitialTime(Instant.parse("2026-06-01T12:00:00Z"))
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder()
                        .setDataConverter(Payloads.dataConverter())
                        .setIdentity("test")
                        .build())
                .build());
    host = new HostInMemory(() -> Instant.ofEpochMilli(environment.currentTimeMillis()));
    Worker worker = environment.newWorker(Workflows.TASK_QUEUE);
    worker.registerWorkflowImplementationTypes(PmtaApplyWorkflowImpl.class);
    worker.registerActivitiesImplementations(host);
    environment.start();
  }

  @AfterEach
  void stop() {
    environment.close();
  }

  @Test
  void gathersASwarmOfChangesIntoOneReload() throws Exception {
    WorkflowStub run = launch();
    environment.sleep(Duration.ofMinutes(1));
    int before = host.evaluations;
    for (int i = 0; i < 50; i++) {
      host.change(false);
      run.signal("wake", new WakeSignal(null));
    }
    environment.sleep(Duration.ofMinutes(5));
    assertThat(host.reloads).hasSize(1);
    assertThat(host.evaluations - before).isLessThan(30);
    end(run);
    keep("pmta-apply-swarm");
  }

  @Test
  void plannedReloadsKeepTheirDistanceAndAStopGetsBetween() throws Exception {
    WorkflowStub run = launch();
    environment.sleep(Duration.ofMinutes(1));
    host.change(false);
    run.signal("wake", new WakeSignal(null));
    environment.sleep(Duration.ofSeconds(20));
    assertThat(host.reloads).hasSize(1);
    host.change(false);
    run.signal("wake", new WakeSignal(null));
    environment.sleep(Duration.ofSeconds(10));
    assertThat(host.reloads).hasSize(1);
    host.change(true);
    run.signal("wake", new WakeSignal(null));
    environment.sleep(Duration.ofSeconds(5));
    assertThat(host.reloads).hasSize(2);
    end(run);
    keep("pmta-apply-stop");
  }

  @Test
  void readsTheQueuesEveryTenMinutesAndLooksAtTheHostEveryHour() throws Exception {
    WorkflowStub run = launch();
    environment.sleep(Duration.ofHours(6).plusMinutes(1));
    assertThat(host.observations).isBetween(6, 8);
    assertThat(host.observations + host.readsOfQueues).isBetween(36, 38);
    assertThat(host.reloads).isEmpty();
    end(run);
    keep("pmta-apply-observes");
  }

  @Test
  void servesRequestsOneAtATimeAndNeverBesideAnApply() throws Exception {
    WorkflowStub run = launch();
    List<WorkflowUpdateHandle<HostRequestOutcome>> handles = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      host.change(true);
      run.signal("wake", new WakeSignal(null));
      handles.add(
          run.startUpdate(
              "serve",
              WorkflowUpdateStage.ACCEPTED,
              HostRequestOutcome.class,
              new HostRequestRef("request-" + i)));
    }
    for (WorkflowUpdateHandle<HostRequestOutcome> handle : handles) {
      assertThat(handle.getResultAsync().get().served()).isTrue();
    }
    assertThat(host.served).hasSize(5);
    assertThat(host.overlapped).isFalse();
    end(run);
    keep("pmta-apply-serves");
  }

  @Test
  void refusesARequestWithoutAnId() {
    WorkflowStub run = launch();
    assertThatThrownBy(() -> run.update("serve", HostRequestOutcome.class, new HostRequestRef(" ")))
        .isInstanceOf(WorkflowUpdateException.class);
    assertThat(host.served).isEmpty();
    end(run);
  }

  /** A timer that fires while its cancellation is under way strands a run on the in-JVM server. */
  @Test
  void leavesATimerThatIsAboutToEndToItself() throws Exception {
    WorkflowStub run = launch();
    environment.sleep(Duration.ofMinutes(1));
    host.change(false);
    run.signal("wake", new WakeSignal(null));
    environment.sleep(Duration.ofSeconds(2));
    host.change(false);
    run.signal("wake", new WakeSignal(null));
    environment.sleep(Duration.ofMinutes(1));
    assertThat(host.reloads).hasSize(1);
    end(run);
    List<Duration> left = new ArrayList<>();
    Map<Long, Instant> ends = new HashMap<>();
    for (HistoryEvent event : environment.getWorkflowClient().fetchHistory(ID).getEvents()) {
      Instant at =
          Instant.ofEpochSecond(event.getEventTime().getSeconds(), event.getEventTime().getNanos());
      if (event.hasTimerStartedEventAttributes()) {
        Duration lasts = toDuration(event.getTimerStartedEventAttributes().getStartToFireTimeout());
        ends.put(event.getEventId(), at.plus(lasts));
      } else if (event.hasTimerCanceledEventAttributes()) {
        long started = event.getTimerCanceledEventAttributes().getStartedEventId();
        left.add(Duration.between(at, ends.get(started)));
      }
    }
    assertThat(left).isNotEmpty().allMatch(time -> time.compareTo(Duration.ofSeconds(9)) > 0);
    keep("pmta-apply-ending-timer");
  }

  @Test
  void carriesOnWhenTheHistoryIsLong() {
    WorkflowStub run = launch();
    String first = run.getExecution().getRunId();
    for (int day = 0; day < 9; day++) {
      environment.sleep(Duration.ofDays(1));
    }
    WorkflowStub latest = environment.getWorkflowClient().newUntypedWorkflowStub(ID);
    assertThat(latest.describe().getExecution().getRunId()).isNotEqualTo(first);
    assertThat(latest.query("status", ApplyStatus.class).server()).isEqualTo("mta1");
    end(latest);
  }

  private static Duration toDuration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  private WorkflowStub launch() {
    WorkflowStub stub =
        environment
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                "PmtaApplyWorkflow",
                WorkflowOptions.newBuilder()
                    .setWorkflowId(ID)
                    .setTaskQueue(Workflows.TASK_QUEUE)
                    .setWorkflowRunTimeout(Duration.ofDays(60))
                    .build());
    stub.start(new ApplyInput("mta1", 1, null));
    return stub;
  }

  private void end(WorkflowStub run) {
    host.gone = true;
    run.signal("wake", new WakeSignal("gone"));
    run.getResult(Void.class);
  }

  private void keep(String name) throws Exception {
    String directory = System.getProperty("histories.keep");
    if (directory != null) {
      Files.createDirectories(Path.of(directory));
      Files.writeString(
          Path.of(directory, name + ".json"),
          environment.getWorkflowClient().fetchHistory(ID).toJson(true) + "\n");
    }
  }
}
