package io.emailengine.workflows.warmup;

import io.emailengine.workflows.model.WakeSignal;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Warms one sending IP, step by step, until the last step's days are over. The row in PostgreSQL is
 * the truth; this workflow only knows when to look at it again. Workflow id: {@code
 * ip-warmup/<address>}.
 */
@WorkflowInterface
public interface IpWarmupWorkflow {
  /**
   * Runs until the warm-up is complete, or until the row says that another run or nobody owns this
   * IP's clock.
   */
  @WorkflowMethod
  WarmupResult run(IpWarmupInput input);

  /**
   * Stops the IP's sending, now. A new intent of actor {@code temporal} at the moment a worker
   * processes it.
   */
  @SignalMethod
  void pause(PauseSignal signal);

  /** Lifts all pauses, and the freezes too if asked. */
  @SignalMethod
  void resume(ResumeSignal signal);

  /** The row changed: look again. Carries nothing, so that any number of them is worth one. */
  @SignalMethod
  void wake(WakeSignal signal);

  /** What this workflow knew when it last looked; the row, by the REST API, is fresher. */
  @QueryMethod
  WarmupStatus status();
}
