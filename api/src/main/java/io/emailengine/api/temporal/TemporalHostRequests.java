package io.emailengine.api.temporal;

import io.emailengine.api.problem.ApiException;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
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
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WithStartWorkflowOperation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.client.WorkflowUpdateTimeoutOrCancelledException;
import io.temporal.common.SearchAttributes;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** By an update of the host's apply workflow, which is started if it does not run. */
@Component
class TemporalHostRequests implements HostRequests {
  private static final Logger log = LoggerFactory.getLogger(TemporalHostRequests.class);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final WorkflowClient client;
  private final Transactions transactions;
  private final HostRequestRepository requests;
  private final OutboxRepository outbox;
  private final Clock clock;
  private final Duration patience;
  private final ServerLabels labels;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(TemporalHostRequests::daemon);

  @Autowired
  TemporalHostRequests(
      WorkflowClient client,
      Transactions transactions,
      HostRequestRepository requests,
      OutboxRepository outbox,
      Clock clock) {
    this(client, transactions, requests, outbox, clock, PATIENCE);
  }

  TemporalHostRequests(
      WorkflowClient client,
      Transactions transactions,
      HostRequestRepository requests,
      OutboxRepository outbox,
      Clock clock,
      Duration patience) {
    this.client = client;
    this.transactions = transactions;
    this.requests = requests;
    this.outbox = outbox;
    this.clock = clock;
    this.patience = patience;
    this.labels = new ServerLabels(client);
  }

  @Override
  public HostRequestRow ask(ServerRow server, HostRequestKind kind, Json request, String actor) {
    UUID id = UUID.randomUUID();
    transactions.inScope(
        Scope.operator(),
        () -> {
          Instant now = clock.instant();
          requests.insert(HostRequestRow.asked(id, server.id(), kind, request, actor, now));
          // If this process dies meanwhile, the writer of the host still looks at the request.
          outbox.insert(OutboxRow.wakeServer(server.name(), now, now.plus(patience)));
        });
    Deadline deadline = Deadline.after(patience.toMillis(), TimeUnit.MILLISECONDS);
    boolean served = wait(server, id, deadline);
    HostRequestRow row = row(id);
    while (row.status() == null && row.progress() != null && !deadline.isExpired()) {
      // It is in the rows and waits for its reload: the writer answers it by another run.
      pause(deadline);
      row = row(id);
    }
    if (!served && row.status() == null) {
      throw ApiException.of(
          503,
          "host-request-lost",
          "The writer of this host gave the request up without an answer. Try again.",
          List.of());
    }
    return row;
  }

  private HostRequestRow row(UUID id) {
    return transactions.inScope(Scope.operator(), () -> requests.findById(id).orElseThrow());
  }

  private static void pause(Deadline deadline) {
    try {
      Thread.sleep(Math.max(1, Math.min(250, deadline.timeRemaining(TimeUnit.MILLISECONDS))));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a host", e);
    }
  }

  /** False if the writer is done with the request and has not served it. */
  private boolean wait(ServerRow server, UUID id, Deadline deadline) {
    try {
      return within(deadline, () -> start(server, id))
          .getResultAsync()
          .get(deadline.timeRemaining(TimeUnit.MILLISECONDS), TimeUnit.MILLISECONDS)
          .served();
    } catch (TimeoutException | WorkflowUpdateTimeoutOrCancelledException e) {
      log.info("request {} to {} goes on without its caller", id, server.name());
      return true;
    } catch (ExecutionException e) {
      return isFinished(server, id, e.getCause());
    } catch (WorkflowServiceException | StatusRuntimeException e) {
      if (deadline.isExpired()) {
        log.info("request {} to {} waits for a worker", id, server.name());
        return true;
      }
      log.warn("request {} to {} could not be handed over: {}", id, server.name(), e.toString());
      throw ApiException.of(
          503,
          "temporal-unreachable",
          "Temporal could not be asked to serve the request. Try again.",
          List.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a host", e);
    }
  }

  /** The request was taken, so that a lost connection is no end of it; its own failure is. */
  private static boolean isFinished(ServerRow server, UUID id, @Nullable Throwable cause) {
    if (cause instanceof WorkflowUpdateException) {
      log.error("the writer of {} failed on request {}", server.name(), id, cause);
      return false;
    }
    log.info("request {} to {} goes on without its caller: {}", id, server.name(), cause);
    return true;
  }

  /** Calls of Temporal's client end with the deadline that the gRPC context carries. */
  private <T> T within(Deadline deadline, Callable<T> call) {
    Context.CancellableContext context = Context.current().withDeadline(deadline, timer);
    try {
      return context.call(call);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      context.cancel(null);
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "host-request-deadlines");
    thread.setDaemon(true);
    return thread;
  }

  @PreDestroy
  void stop() {
    timer.shutdownNow();
  }

  private WorkflowUpdateHandle<HostRequestOutcome> start(ServerRow server, UUID request) {
    return start(stub(server, labels.known()), server, request);
  }

  private static WorkflowUpdateHandle<HostRequestOutcome> start(
      PmtaApplyWorkflow workflow, ServerRow server, UUID request) {
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

  /** As the relay starts it, so that it is found the same way whoever came first. */
  private PmtaApplyWorkflow stub(ServerRow server, boolean withLabels) {
    WorkflowOptions.Builder options =
        WorkflowOptions.newBuilder()
            .setWorkflowId(Workflows.applyId(new ServerName(server.name())))
            .setTaskQueue(Workflows.TASK_QUEUE)
            .setWorkflowIdConflictPolicy(
                WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
            .setWorkflowIdReusePolicy(
                WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE);
    if (withLabels) {
      options.setTypedSearchAttributes(
          SearchAttributes.newBuilder().set(Workflows.MAIL_NODE, server.name()).build());
    }
    return client.newWorkflowStub(PmtaApplyWorkflow.class, options.build());
  }
}
