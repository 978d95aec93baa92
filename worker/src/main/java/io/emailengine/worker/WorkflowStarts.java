package io.emailengine.worker;

import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.worker.ReconcilerRows.Kind;
import io.emailengine.worker.ReconcilerRows.Wanted;
import io.emailengine.workflows.Workflows;
import io.emailengine.workflows.apply.ApplyInput;
import io.emailengine.workflows.apply.PmtaApplyWorkflow;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.ServerName;
import io.emailengine.workflows.model.WakeSignal;
import io.emailengine.workflows.warmup.IpWarmupInput;
import io.emailengine.workflows.warmup.IpWarmupWorkflow;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.SearchAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and wakes workflows from rows. Ids are deterministic, so that a thing has one workflow at
 * most; a closed id may start again. Relay and reconciler share one of these and take turns, so
 * that no run is started with an epoch that is being bumped.
 */
final class WorkflowStarts {
  private static final Logger LOG = LoggerFactory.getLogger(WorkflowStarts.class);
  private static final WakeSignal INTENT = new WakeSignal("intent changed");

  private final Transactions transactions;
  private final ReconcilerRows rows;
  private final SendingIpRepository ips;
  private final ServerRepository servers;
  private final TenantRepository tenants;
  private final WorkflowClient client;
  private final BooleanSupplier knowsSearchAttributes;

  /** Null: must be asked for, because the server may be another one than before. */
  private @Nullable Boolean searchAttributes;

  WorkflowStarts(
      Transactions transactions,
      ReconcilerRows rows,
      SendingIpRepository ips,
      ServerRepository servers,
      TenantRepository tenants,
      WorkflowClient client,
      BooleanSupplier knowsSearchAttributes) {
    this.transactions = transactions;
    this.rows = rows;
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
   * Wakes the warm-up of this address, started if it does not run. If the row wants none any more,
   * one that runs is woken to find that out.
   */
  synchronized void wakeIp(String address) {
    Optional<Warmup> warmup = warmup(address);
    if (warmup.isEmpty()) {
      called(() -> wakeToEnd(address));
      return;
    }
    IpWarmupWorkflow workflow =
        client.newWorkflowStub(IpWarmupWorkflow.class, options(warmup.get()).build());
    BatchRequest request = client.newSignalWithStartRequest();
    request.add(workflow::run, input(warmup.get()));
    request.add(workflow::wake, INTENT);
    called(() -> client.signalWithStart(request));
  }

  private void wakeToEnd(String address) {
    try {
      client
          .newWorkflowStub(IpWarmupWorkflow.class, Workflows.warmupId(new IpAddress(address)))
          .wake(INTENT);
    } catch (WorkflowNotFoundException e) {
      LOG.debug("Nothing runs for {}, as its row wants it", address);
    }
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
   * Takes these rows away from whatever ran and starts their workflows, a few at a time: after the
   * loss of Temporal's memory there are as many as there are IPs.
   *
   * @param missing rows as the caller saw them, their epochs too
   * @return those whose workflows were started; not one whose row has moved or is locked, or of
   *     which a run has begun meanwhile: the next comparison finds those again
   */
  synchronized List<Wanted> restart(List<Wanted> missing) throws InterruptedException {
    if (missing.isEmpty()) {
      return List.of();
    }
    useSearchAttributes(); // asks the server: not within the transaction, and before anything moves
    List<Callable<Optional<Wanted>>> starts = new ArrayList<>();
    for (Map.Entry<Wanted, Runnable> start : inEngine(() -> taken(missing)).entrySet()) {
      starts.add(() -> begun(start.getValue()) ? Optional.of(start.getKey()) : Optional.empty());
    }
    try {
      return Fan.call(starts).stream().flatMap(Optional::stream).toList();
    } catch (RuntimeException e) {
      serverMayBeNew();
      throw e;
    }
  }

  /** What starts each row that could be taken. */
  private Map<Wanted, Runnable> taken(List<Wanted> missing) {
    Map<Wanted, Runnable> starts = new LinkedHashMap<>();
    Set<Wanted> taken = rows.take(missing);
    Map<String, Warmup> warmups =
        warmups(taken.stream().filter(row -> row.kind() == Kind.IP).map(Wanted::name).toList());
    for (Wanted row : taken) {
      if (row.kind() == Kind.SERVER) {
        servers.findByName(row.name()).ifPresent(server -> starts.put(row, start(server)));
      } else if (warmups.containsKey(row.name())) {
        starts.put(row, start(warmups.get(row.name())));
      }
    }
    return starts;
  }

  private Runnable start(Warmup warmup) {
    IpWarmupWorkflow workflow =
        client.newWorkflowStub(IpWarmupWorkflow.class, onlyNew(options(warmup)));
    IpWarmupInput input = input(warmup);
    return () -> WorkflowClient.start(workflow::run, input);
  }

  private Runnable start(ServerRow server) {
    PmtaApplyWorkflow workflow =
        client.newWorkflowStub(PmtaApplyWorkflow.class, onlyNew(options(server)));
    ApplyInput input = new ApplyInput(server.name(), server.epoch(), null);
    return () -> WorkflowClient.start(workflow::run, input);
  }

  private Map<String, Warmup> warmups(List<String> addresses) {
    Map<String, Warmup> warmups = new HashMap<>();
    Map<UUID, ServerRow> ofServer = new HashMap<>();
    Map<UUID, TenantRow> ofTenant = new HashMap<>();
    for (SendingIpRow ip :
        addresses.isEmpty() ? List.<SendingIpRow>of() : ips.findByAddresses(addresses)) {
      if (ip.hasWarmup()) {
        warmups.put(
            ip.address(),
            new Warmup(
                ip,
                ofServer.computeIfAbsent(ip.serverId(), id -> servers.findById(id).orElseThrow()),
                ofTenant.computeIfAbsent(ip.tenantId(), id -> tenants.findById(id).orElseThrow())));
      }
    }
    return warmups;
  }

  /** One that can't be started must not keep the others from it. */
  private static boolean begun(Runnable start) {
    try {
      start.run();
      return true;
    } catch (WorkflowExecutionAlreadyStarted e) {
      return false;
    } catch (WorkflowException e) {
      if (OutboxRelay.isUnreachable(e)) {
        throw e;
      }
      LOG.warn("A workflow can't be started: {}", OutboxRelay.word(e));
      return false;
    }
  }

  private void called(Runnable call) {
    try {
      call.run();
    } catch (WorkflowNotFoundException e) {
      throw e;
    } catch (RuntimeException e) {
      serverMayBeNew();
      throw e;
    }
  }

  private Optional<Warmup> warmup(String address) {
    return inEngine(() -> Optional.ofNullable(warmups(List.of(address)).get(address)));
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
