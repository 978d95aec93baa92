package io.emailengine.worker;

import io.emailengine.worker.ReconcilerRows.Kind;
import io.emailengine.worker.ReconcilerRows.Wanted;
import io.emailengine.workflows.Workflows;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.ServerName;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Asks the Temporal server what became of workflows. */
final class Executions {
  private final WorkflowClient client;

  Executions(WorkflowClient client) {
    this.client = client;
  }

  /** What the server knows of a workflow id. */
  enum Seen {
    RUNNING,
    CLOSED,
    /** The server has never heard of it, or no longer has. */
    ABSENT
  }

  /**
   * What became of each, in order. Blocks for seconds at most; throws what the client throws if the
   * server is away.
   */
  List<Seen> look(List<Wanted> wanted) throws InterruptedException {
    List<Callable<Seen>> looks = new ArrayList<>();
    wanted.forEach(row -> looks.add(() -> look(row)));
    return Fan.call(looks);
  }

  private Seen look(Wanted wanted) {
    try {
      WorkflowExecutionStatus status =
          client.newUntypedWorkflowStub(id(wanted)).describe().getStatus();
      return status == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
          ? Seen.RUNNING
          : Seen.CLOSED;
    } catch (WorkflowNotFoundException e) {
      return Seen.ABSENT;
    }
  }

  private static String id(Wanted wanted) {
    return wanted.kind() == Kind.IP
        ? Workflows.warmupId(new IpAddress(wanted.name()))
        : Workflows.applyId(new ServerName(wanted.name()));
  }
}
