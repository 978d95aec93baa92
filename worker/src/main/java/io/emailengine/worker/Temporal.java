package io.emailengine.worker;

import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import io.emailengine.workflows.Payloads;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.reporter.MicrometerClientStatsReporter;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The ways to the Temporal server. Two connections, because workers should wait out a restart of
 * the server while relay and reconciler should give up soon and keep their rows.
 */
final class Temporal implements AutoCloseable {
  private static final Duration RPC_TIMEOUT = Duration.ofSeconds(10);

  /** One lost call is tried again; a server that is down is the caller's to wait for. */
  private static final Duration GIVE_UP = Duration.ofSeconds(3);

  private static final Duration REPORT_EVERY = Duration.ofSeconds(5);

  private final String namespace;
  private final Scope metrics;
  private final WorkflowServiceStubs workerStubs;
  private final WorkflowServiceStubs callerStubs;

  Temporal(WorkerSettings settings, MeterRegistry registry) {
    namespace = settings.temporalNamespace();
    metrics =
        new RootScopeBuilder()
            .reporter(new MicrometerClientStatsReporter(registry))
            .reportEvery(com.uber.m3.util.Duration.ofMillis(REPORT_EVERY.toMillis()));
    workerStubs = WorkflowServiceStubs.newServiceStubs(options(settings).build());
    callerStubs =
        WorkflowServiceStubs.newServiceStubs(
            options(settings)
                .setRpcRetryOptions(
                    RpcRetryOptions.newBuilder().setExpiration(GIVE_UP).validateBuildWithDefaults())
                .build());
  }

  private WorkflowServiceStubsOptions.Builder options(WorkerSettings settings) {
    return WorkflowServiceStubsOptions.newBuilder()
        .setTarget(settings.temporalAddress())
        .setRpcTimeout(RPC_TIMEOUT)
        .setMetricsScope(metrics);
  }

  String namespace() {
    return namespace;
  }

  /** For polling and for reporting results. */
  WorkflowClient forWorker() {
    return client(workerStubs);
  }

  /** For starts, signals and questions; fails within seconds while the server is away. */
  WorkflowClient forCalls() {
    return client(callerStubs);
  }

  WorkflowServiceStubs callStubs() {
    return callerStubs;
  }

  private WorkflowClient client(WorkflowServiceStubs stubs) {
    return WorkflowClient.newInstance(
        stubs,
        WorkflowClientOptions.newBuilder()
            .setNamespace(namespace)
            .setDataConverter(Payloads.dataConverter())
            .build());
  }

  @Override
  public void close() {
    callerStubs.shutdownNow();
    workerStubs.shutdown();
    if (!workerStubs.awaitTermination(2, TimeUnit.SECONDS)) {
      workerStubs.shutdownNow();
    }
  }
}
