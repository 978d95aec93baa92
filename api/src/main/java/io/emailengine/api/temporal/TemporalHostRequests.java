package io.emailengine.api.temporal;

import io.emailengine.api.problem.ApiException;
import io.emailengine.store.json.Json;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRepository;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.Workflows;
import io.emailengine.workflows.apply.ApplyInput;
import io.emailengine.workflows.apply.HostRequestOutcome;
import io.emailengine.workflows.apply.HostRequestRef;
import io.emailengine.workflows.apply.PmtaApplyWorkflow;
import io.emailengine.workflows.model.ServerName;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WithStartWorkflowOperation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.client.WorkflowUpdateTimeoutOrCancelledException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** By an update of the host's apply workflow, which is started if it does not run. */
@Component
class TemporalHostRequests implements HostRequests {
  private static final Logger log = LoggerFactory.getLogger(TemporalHostRequests.class);
  private static final long PATIENCE_SECONDS = 90;

  private final WorkflowClient client;
  private final Transactions transactions;
  private final HostRequestRepository requests;
  private final Clock clock;

  TemporalHostRequests(
      WorkflowClient client,
      Transactions transactions,
      HostRequestRepository requests,
      Clock clock) {
    this.client = client;
    this.transactions = transactions;
    this.requests = requests;
    this.clock = clock;
  }

  @Override
  public HostRequestRow ask(ServerRow server, HostRequestKind kind, Json request, String actor) {
    UUID id = UUID.randomUUID();
    transactions.inScope(
        Scope.operator(),
        () ->
            requests.insert(
                HostRequestRow.asked(id, server.id(), kind, request, actor, clock.instant())));
    try {
      start(server, id).getResultAsync().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | WorkflowUpdateTimeoutOrCancelledException e) {
      log.info("request {} to {} goes on without its caller", id, server.name());
    } catch (ExecutionException | WorkflowServiceException | StatusRuntimeException e) {
      log.warn("request {} to {} could not be handed over: {}", id, server.name(), e.toString());
      throw ApiException.of(
          503,
          "temporal-unreachable",
          "Temporal did not take the request; nothing was done. Try again.",
          List.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a host", e);
    }
    return transactions.inScope(Scope.operator(), () -> requests.findById(id).orElseThrow());
  }

  private WorkflowUpdateHandle<HostRequestOutcome> start(ServerRow server, UUID request) {
    PmtaApplyWorkflow workflow =
        client.newWorkflowStub(
            PmtaApplyWorkflow.class,
            WorkflowOptions.newBuilder()
                .setWorkflowId(Workflows.applyId(new ServerName(server.name())))
                .setTaskQueue(Workflows.TASK_QUEUE)
                .setWorkflowIdConflictPolicy(
                    WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                .setWorkflowIdReusePolicy(
                    WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                .build());
    return WorkflowClient.startUpdateWithStart(
        workflow::serve,
        new HostRequestRef(request.toString()),
        UpdateOptions.<HostRequestOutcome>newBuilder()
            .setUpdateId(request.toString())
            .setWaitForStage(WorkflowUpdateStage.ACCEPTED)
            .build(),
        new WithStartWorkflowOperation<>(
            workflow::run, new ApplyInput(server.name(), server.epoch(), null)));
  }
}
