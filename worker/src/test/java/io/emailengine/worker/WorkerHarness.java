package io.emailengine.worker;

import io.emailengine.store.StoreSettings;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import io.emailengine.workflows.Workflows;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.ServerName;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The whole worker on a database and a Temporal server of a test; hosts are never adopted. */
final class WorkerHarness implements AutoCloseable {
  private static final Duration DAY = Duration.ofSeconds(1);

  final StoreTestContext store = StoreTestContext.start(DAY);
  final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
  final ServerRow server = TestRows.server("mta1");

  WorkerHarness(String temporalAddress, Path folder) {
    context.registerBean(
        StoreSettings.class, () -> StoreTestContext.settings(store.database(), DAY));
    context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
    context.registerBean(
        WorkerSettings.class,
        () ->
            new WorkerSettings(
                temporalAddress,
                "default",
                true,
                DAY,
                Duration.ofMillis(50),
                Duration.ofMillis(100),
                folder.resolve("history"),
                Optional.empty()));
    context.register(WorkerConfiguration.class);
    store.engineDo(() -> store.servers().save(server));
  }

  WorkerHarness start() {
    context.refresh();
    return this;
  }

  /** A warming row, with or without the wish to wake its workflow. */
  SendingIpRow register(String address, boolean wake) {
    SendingIpRow ip = TestRows.warming(store.defaultTenant().id(), server.id(), null, address);
    store.engineDo(
        () -> {
          store.ips().save(ip);
          // The rows of tests are of a time long past: they are not to be overdue.
          store.ips().setNextDue(ip.id(), 1, Instant.now().plusSeconds(60));
          if (wake) {
            store.outbox().insert(OutboxRow.wakeIp(address, Instant.now()));
          }
        });
    return ip;
  }

  SendingIpRow row(String address) {
    return store.engine(() -> store.ips().findByAddress(address).orElseThrow());
  }

  void wakeIp(String address) {
    store.engineDo(() -> store.outbox().insert(OutboxRow.wakeIp(address, Instant.now())));
  }

  long openWishes() {
    return store.engine(() -> store.outbox().countOpen());
  }

  WorkflowClient client() {
    return context.getBean(Temporal.class).forCalls();
  }

  WorkflowStub warmup(String address) {
    return client().newUntypedWorkflowStub(Workflows.warmupId(new IpAddress(address)));
  }

  WorkflowStub apply() {
    return client().newUntypedWorkflowStub(Workflows.applyId(new ServerName(server.name())));
  }

  static boolean runs(WorkflowStub workflow) {
    return workflow.describe().getStatus()
        == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
  }

  static String runId(WorkflowStub workflow) {
    return workflow.describe().getExecution().getRunId();
  }

  long events(String address, EventType type) {
    String id = Workflows.warmupId(new IpAddress(address));
    WorkflowExecution execution = WorkflowExecution.newBuilder().setWorkflowId(id).build();
    return client().fetchHistory(execution.getWorkflowId()).getEvents().stream()
        .filter(event -> event.getEventType() == type)
        .count();
  }

  double gauge(String name) {
    return context.getBean(MeterRegistry.class).get(name).gauge().value();
  }

  @Override
  public void close() {
    context.close();
    store.close();
  }
}
