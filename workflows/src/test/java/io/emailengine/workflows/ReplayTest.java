package io.emailengine.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.workflows.apply.PmtaApplyWorkflowImpl;
import io.emailengine.workflows.model.WakeSignal;
import io.emailengine.workflows.warmup.EvaluateWarmup;
import io.emailengine.workflows.warmup.IpWarmupInput;
import io.emailengine.workflows.warmup.IpWarmupWorkflow;
import io.emailengine.workflows.warmup.IpWarmupWorkflowImpl;
import io.emailengine.workflows.warmup.PauseSignal;
import io.emailengine.workflows.warmup.ResumeSignal;
import io.emailengine.workflows.warmup.WarmupActivities;
import io.emailengine.workflows.warmup.WarmupResult;
import io.emailengine.workflows.warmup.WarmupStatus;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Histories of earlier runs must replay on today's code, or every run in progress is stuck. A
 * history is deleted only when no run of its age can be open any more.
 */
class ReplayTest {
  private static final Path HISTORIES = Path.of("src/test/resources/histories");

  static List<String> histories() throws IOException {
    try (Stream<Path> files = Files.list(HISTORIES)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("histories")
  void replays(String history) throws Exception {
    replay(history, IpWarmupWorkflowImpl.class, PmtaApplyWorkflowImpl.class);
  }

  @Test
  void bothWorkflowsHaveHistories() throws Exception {
    assertThat(histories())
        .anyMatch(name -> name.startsWith("ip-warmup"))
        .anyMatch(name -> name.startsWith("pmta-apply"));
  }

  /** The gate bites. */
  @Test
  void aChangedWorkflowDoesNotReplay() {
    assertThatThrownBy(() -> replay("ip-warmup-undisturbed.json", SleepsBeforeItLooks.class))
        .hasStackTraceContaining("TMPRL1100");
  }

  /** Payloads are read with the product's converter, as a worker reads them. */
  private static void replay(String history, Class<?>... workflows) throws Exception {
    TestWorkflowEnvironment environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder()
                        .setDataConverter(Payloads.dataConverter())
                        .build())
                .build());
    try {
      Worker worker = environment.newWorker(Workflows.TASK_QUEUE);
      worker.registerWorkflowImplementationTypes(workflows);
      WorkflowReplayer.replayWorkflowExecution(
          WorkflowExecutionHistory.fromJson(Files.readString(HISTORIES.resolve(history))), worker);
    } finally {
      environment.close();
    }
  }

  /** What a careless change would look like. */
  public static final class SleepsBeforeItLooks implements IpWarmupWorkflow {
    @Override
    public WarmupResult run(IpWarmupInput input) {
      Workflow.sleep(Duration.ofDays(1));
      Workflow.newActivityStub(WarmupActivities.class, ActivityPolicies.database("looks"))
          .evaluate(new EvaluateWarmup(input.address(), input.warmupId(), input.epoch()));
      return new WarmupResult(input.address(), "complete");
    }

    @Override
    public void pause(PauseSignal signal) {}

    @Override
    public void resume(ResumeSignal signal) {}

    @Override
    public void wake(WakeSignal signal) {}

    @Override
    public WarmupStatus status() {
      return new WarmupStatus("", "", 0, 0, false, null, 0);
    }
  }
}
