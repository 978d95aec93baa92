package io.emailengine.worker;

import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.workflows.Workflows;
import io.emailengine.workflows.apply.ApplyInput;
import io.emailengine.workflows.apply.PmtaApplyWorkflow;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.ServerName;
import io.emailengine.workflows.model.WakeSignal;
import io.emailengine.workflows.warmup.IpWarmupInput;
import io.emailengine.workflows.warmup.IpWarmupWorkflow;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.SearchAttributes;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts and wakes workflows from rows. Ids are deterministic, so that a thing has one workflow at
 * most; a closed id may start again. Relay and reconciler share one of these and take turns, so
 * that no run is started with an epoch that is being bumped.
 */
final class WorkflowStarts {
  private static final WakeSignal INTENT = new WakeSignal("intent changed");

  private final Transactions transactions;
  private final SendingIpRepository ips;
  private final ServerRepository servers;
  private final TenantRepository tenants;
  private final WorkflowClient client;
  private final BooleanSupplier knowsSearchAttributes;

  /** Null: must be asked for, because the server may be another one than before. */
  private @Nullable Boolean searchAttributes;

  WorkflowStarts(
      Transactions transactions,
      SendingIpRepository ips,
      ServerRepository servers,
      TenantRepository tenants,
      WorkflowClient client,
      BooleanSupplier knowsSearchAttributes) {
    this.transactions = transactions;
    this.ips = ips;
    this.servers = servers;
    this.tenants = tenants;
    this.client = client;
    this.knowsSearchAttributes = knowsSearchAttributes;
  }

  /** The server was away, or has lost its memory: what it knew of search attributes is open. */
  synchronized void serverMayBeNew() {
    searchAttributes = null;
  }

  /**
   * Asks before the first start, because a start with attributes that the server does not know is
   * refused.
   */
  synchronized boolean useSearchAttributes() {
    Boolean known = searchAttributes;
    if (known == null) {
      known = knowsSearchAttributes.getAsBoolean();
      searchAttributes = known;
    }
    return known;
  }

  /** A warm-up as its rows say. */
  private record Warmup(SendingIpRow ip, ServerRow server, TenantRow tenant) {}

  /**
   * Wakes the warm-up of this address, started if it does not run. Nothing if it is not warming.
   */
  synchronized void wakeIp(String address) {
    Optional<Warmup> warmup = warmup(address);
    if (warmup.isEmpty()) {
      return;
    }
    IpWarmupWorkflow workflow =
        client.newWorkflowStub(IpWarmupWorkflow.class, options(warmup.get()).build());
    BatchRequest request = client.newSignalWithStartRequest();
    request.add(workflow::run, input(warmup.get()));
    request.add(workflow::wake, INTENT);
    called(() -> client.signalWithStart(request));
  }

  /**
   * Wakes the writer of this server, started if it does not run. One whose row is gone is woken if
   * it runs, so that it finds out and ends.
   */
  synchronized void wakeServer(String name) {
    Optional<ServerRow> server = server(name);
    if (server.isEmpty()) {
      wakeIfRunning(name);
      return;
    }
    PmtaApplyWorkflow workflow =
        client.newWorkflowStub(PmtaApplyWorkflow.class, options(server.get()).build());
    BatchRequest request = client.newSignalWithStartRequest();
    request.add(workflow::run, new ApplyInput(name, server.get().epoch(), null));
    request.add(workflow::wake, INTENT);
    called(() -> client.signalWithStart(request));
  }

  private void wakeIfRunning(String server) {
    PmtaApplyWorkflow workflow =
        client.newWorkflowStub(PmtaApplyWorkflow.class, Workflows.applyId(new ServerName(server)));
    try {
      called(() -> workflow.wake(INTENT));
    } catch (WorkflowNotFoundException e) {
      // It has ended, or never ran.
    }
  }

  /**
   * Takes the IP away from whatever ran and starts its warm-up.
   *
   * @param epoch as the caller saw it
   * @return false if the row has moved, or a run has begun meanwhile
   */
  synchronized boolean restartIp(String address, long epoch) {
    Optional<Warmup> warmup =
        warmup(address)
            .filter(w -> inEngine(() -> ips.bumpEpoch(w.ip().id(), epoch)) == 1)
            .flatMap(w -> warmup(address));
    if (warmup.isEmpty()) {
      return false;
    }
    IpWarmupWorkflow workflow =
        client.newWorkflowStub(IpWarmupWorkflow.class, onlyNew(options(warmup.get())));
    IpWarmupInput input = input(warmup.get());
    return begun(() -> WorkflowClient.start(workflow::run, input));
  }

  /** As {@link #restartIp}, for the writer of a server. */
  synchronized boolean restartServer(String name, long epoch) {
    Optional<ServerRow> server =
        server(name)
            .filter(s -> inEngine(() -> servers.bumpEpoch(s.id(), epoch)) == 1)
            .flatMap(s -> server(name));
    if (server.isEmpty()) {
      return false;
    }
    PmtaApplyWorkflow workflow =
        client.newWorkflowStub(PmtaApplyWorkflow.class, onlyNew(options(server.get())));
    ApplyInput input = new ApplyInput(name, server.get().epoch(), null);
    return begun(() -> WorkflowClient.start(workflow::run, input));
  }

  private boolean begun(Runnable start) {
    try {
      called(start);
      return true;
    } catch (WorkflowExecutionAlreadyStarted e) {
      return false;
    }
  }

  private void called(Runnable call) {
    try {
      call.run();
    } catch (WorkflowExecutionAlreadyStarted | WorkflowNotFoundException e) {
      throw e;
    } catch (RuntimeException e) {
      serverMayBeNew();
      throw e;
    }
  }

  private Optional<Warmup> warmup(String address) {
    return inEngine(
        () ->
            ips.findByAddress(address)
                .filter(ip -> ip.state() == IpState.WARMING)
                .map(
                    ip ->
                        new Warmup(
                            ip,
                            servers.findById(ip.serverId()).orElseThrow(),
                            tenants.findById(ip.tenantId()).orElseThrow())));
  }

  private Optional<ServerRow> server(String name) {
    return inEngine(() -> servers.findByName(name));
  }

  private <T> T inEngine(Supplier<T> work) {
    return transactions.inScope(Scope.engine(), work);
  }

  private static IpWarmupInput input(Warmup warmup) {
    SendingIpRow ip = warmup.ip();
    return new IpWarmupInput(
        ip.address(),
        warmup.tenant().slug(),
        warmup.server().name(),
        ip.warmupId().toString(),
        ip.epoch(),
        null);
  }

  private WorkflowOptions.Builder options(Warmup warmup) {
    SendingIpRow ip = warmup.ip();
    WorkflowOptions.Builder options =
        base(Workflows.warmupId(new IpAddress(ip.address())))
            .setStaticSummary(
                "warms "
                    + ip.address()
                    + " on "
                    + warmup.server().name()
                    + " by "
                    + ip.warmupSchedule().name())
            .setStaticDetails(
                "Tenant "
                    + warmup.tenant().slug()
                    + ", purpose "
                    + ip.purpose()
                    + ", VMTA "
                    + ip.vmta()
                    + ", since "
                    + ip.startedAt()
                    + ". The row in PostgreSQL is the truth; signals pause and resume are welcome.");
    return useSearchAttributes()
        ? options.setTypedSearchAttributes(
            SearchAttributes.newBuilder()
                .set(Workflows.TENANT, warmup.tenant().slug())
                .set(Workflows.SENDING_IP, ip.address())
                .set(Workflows.MAIL_NODE, warmup.server().name())
                .set(Workflows.IP_STATE, ip.state().wireName())
                .set(Workflows.WARMUP_STEP, (long) ip.step())
                .build())
        : options;
  }

  private WorkflowOptions.Builder options(ServerRow server) {
    WorkflowOptions.Builder options =
        base(Workflows.applyId(new ServerName(server.name())))
            .setStaticSummary("writes the PowerMTA host " + server.name())
            .setStaticDetails("The only writer of " + server.host() + ":" + server.port() + ".");
    return useSearchAttributes()
        ? options.setTypedSearchAttributes(
            SearchAttributes.newBuilder().set(Workflows.MAIL_NODE, server.name()).build())
        : options;
  }

  private static WorkflowOptions.Builder base(String id) {
    return WorkflowOptions.newBuilder()
        .setWorkflowId(id)
        .setTaskQueue(Workflows.TASK_QUEUE)
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
        .setWorkflowIdConflictPolicy(
            WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING);
  }

  /** A run that is there already has an older epoch: it must not pass for the one to be started. */
  private static WorkflowOptions onlyNew(WorkflowOptions.Builder options) {
    return options
        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
        .build();
  }
}
