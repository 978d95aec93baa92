package io.emailengine.worker;

import io.emailengine.activities.pmta.apply.PmtaConfiguration;
import io.emailengine.activities.pmta.apply.PmtaSettings;
import io.emailengine.activities.pmta.host.PmtaHostConnector;
import io.emailengine.activities.pmta.host.SshPmtaHostConnector;
import io.emailengine.activities.ssh.SshConnections;
import io.emailengine.activities.telegram.TelegramSender;
import io.emailengine.activities.warmup.WarmupConfiguration;
import io.emailengine.store.StoreConfiguration;
import io.emailengine.store.intent.IpIntents;
import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.HostRequestRepository;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.workflows.Workflows;
import io.emailengine.workflows.apply.PmtaActivities;
import io.emailengine.workflows.apply.PmtaApplyWorkflowImpl;
import io.emailengine.workflows.warmup.IpWarmupWorkflowImpl;
import io.emailengine.workflows.warmup.WarmupActivities;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The worker as beans: everything that runs workflows and activities, listed by name. A composition
 * root imports it and gives it {@link WorkerSettings}, a {@code StoreSettings} and a {@link
 * MeterRegistry}. Polling begins when the context has started and ends before anything is closed.
 */
@Configuration(proxyBeanMethods = false)
@Import({StoreConfiguration.class, PmtaConfiguration.class, WarmupConfiguration.class})
public class WorkerConfiguration {
  /** More than hosts that may hang at once, so that these never keep looks at rows waiting. */
  private static final int ACTIVITIES = 64;

  private static final int WORKFLOW_TASKS = 32;

  private static final Duration RELAY_PAUSE = Duration.ofMillis(200);

  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    // As fine as PostgreSQL keeps it: an answer shows the same instant before and after it was
    // stored.
    return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
  }

  @Bean
  PmtaSettings pmtaSettings(WorkerSettings settings) {
    return settings.pmta();
  }

  @Bean
  SshConnections sshConnections() {
    return new SshConnections();
  }

  @Bean
  PmtaHostConnector pmtaHostConnector(SshConnections connections) {
    return new SshPmtaHostConnector(connections);
  }

  @Bean
  MeterFilter temporalUpdateName() {
    return new UpdateNameFilter();
  }

  @Bean
  Temporal workerTemporal(WorkerSettings settings, MeterRegistry registry) {
    return new Temporal(settings, registry);
  }

  @Bean
  WorkerMetrics workerMetrics(MeterRegistry registry) {
    return new WorkerMetrics(registry);
  }

  @Bean
  WorkflowStarts workflowStarts(
      Transactions transactions,
      JdbcClient jdbc,
      SendingIpRepository ips,
      ServerRepository servers,
      TenantRepository tenants,
      Temporal temporal) {
    return new WorkflowStarts(
        transactions,
        new ReconcilerRows(jdbc),
        ips,
        servers,
        tenants,
        temporal.forCalls(),
        () -> SearchAttributeSetup.ensure(temporal));
  }

  @Bean
  OutboxRelay outboxRelay(
      Transactions transactions, OutboxRepository outbox, WorkflowStarts starts, Clock clock) {
    return new OutboxRelay(transactions, outbox, starts, clock);
  }

  @Bean
  MessageChannel messageChannel(WorkerSettings settings) {
    return settings
        .telegram()
        .<MessageChannel>map(telegram -> new TelegramChannel(new TelegramSender(telegram)))
        .orElseGet(ConsoleChannel::new);
  }

  @Bean
  MessageRelay messageRelay(
      Transactions transactions,
      OutboxRepository outbox,
      MessageChannel channel,
      WorkerMetrics metrics,
      Clock clock) {
    return new MessageRelay(transactions, outbox, channel, metrics, clock);
  }

  @Bean
  Reconciler reconciler(
      WorkerSettings settings,
      Transactions transactions,
      JdbcClient jdbc,
      HoldRepository holds,
      IpIntents intents,
      OutboxRepository outbox,
      HostRequestRepository requests,
      Temporal temporal,
      WorkflowStarts starts,
      WorkerMetrics metrics,
      Clock clock) {
    return new Reconciler(
        transactions,
        new ReconcilerRows(jdbc),
        holds,
        intents,
        outbox,
        requests,
        new Executions(temporal.forCalls()),
        starts,
        metrics,
        settings.overdueGrace(),
        clock);
  }

  @Bean
  WorkerFactory workerFactory(Temporal temporal, WarmupActivities warmup, PmtaActivities pmta) {
    WorkerFactory factory =
        // Caches as many workflows as the SDK does by default: a cached one keeps its threads, and
        // a
        // miss replays a history of a hundred events at most.
        WorkerFactory.newInstance(temporal.forWorker());
    Worker worker =
        factory.newWorker(
            Workflows.TASK_QUEUE,
            WorkerOptions.newBuilder()
                .setMaxConcurrentActivityExecutionSize(ACTIVITIES)
                .setMaxConcurrentWorkflowTaskExecutionSize(WORKFLOW_TASKS)
                .build());
    worker.registerWorkflowImplementationTypes(
        IpWarmupWorkflowImpl.class, PmtaApplyWorkflowImpl.class);
    worker.registerActivitiesImplementations(warmup, pmta);
    return factory;
  }

  @Bean
  WorkerRoom workerRoom(
      WorkerSettings settings,
      WorkerFactory factory,
      WorkflowStarts starts,
      OutboxRelay relay,
      MessageRelay messages,
      Reconciler reconciler) {
    return new WorkerRoom(
        factory,
        starts::useSearchAttributes,
        List.of(
            new Loop(
                "reconciler",
                reconciler,
                settings.firstReconcileAfter(),
                settings.reconcileEvery()),
            new Loop("outbox-relay", relay, Duration.ZERO, RELAY_PAUSE),
            new Loop("message-relay", messages, Duration.ZERO, RELAY_PAUSE)),
        messages::release);
  }

  @Bean
  WorkerHealthIndicator workerHealthIndicator(Temporal temporal, WorkerRoom room) {
    return new WorkerHealthIndicator(temporal, room);
  }

  @Bean
  MessagesHealthIndicator messagesHealthIndicator(MessageChannel channel, MessageRelay relay) {
    return new MessagesHealthIndicator(channel, relay);
  }
}
