package io.emailengine.workflows.apply;

import io.emailengine.workflows.model.WakeSignal;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * The single writer of one PowerMTA host, for as long as the server exists. Workflow id: {@code
 * pmta-apply/<server>}. Callers change rows and wake it; it reads current intent, waits for what
 * the timing policy asks, and applies.
 */
@WorkflowInterface
public interface PmtaApplyWorkflow {
  /** Runs until the server's row is gone or another epoch owns it. */
  @WorkflowMethod
  void run(ApplyInput input);

  /** The server's intent changed. */
  @SignalMethod
  void wake(WakeSignal signal);

  /**
   * Serves a request that needs the host and a caller who waits (adopt, inspect). Request and
   * answer lie in the {@code host_request} row; only its id travels. Never runs beside an apply.
   */
  @UpdateMethod
  HostRequestOutcome serve(HostRequestRef request);

  /** Refuses a request without an id before it leaves a trace in the history. */
  @UpdateValidatorMethod(updateName = "serve")
  void refuseBlank(HostRequestRef request);

  /** What this workflow knew when it last looked. */
  @QueryMethod
  ApplyStatus status();
}
