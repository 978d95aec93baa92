package io.emailengine.standalone;

import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Asks a Temporal server whether it serves a namespace. */
final class TemporalProbe {
  private static final Duration BETWEEN = Duration.ofMillis(100);

  private TemporalProbe() {}

  /**
   * Waits until the server answers for the namespace.
   *
   * @param worthWaiting asked between attempts; once it says no, waiting ends
   * @return false if it has not answered in time or it is not worth waiting
   */
  static boolean awaitAnswer(
      String address, String namespace, Duration patience, BooleanSupplier worthWaiting) {
    WorkflowServiceStubs stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(address).build());
    try {
      long deadline = System.nanoTime() + patience.toNanos();
      while (System.nanoTime() < deadline && worthWaiting.getAsBoolean()) {
        if (answers(stubs, namespace)) {
          return true;
        }
        TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      stubs.shutdownNow();
    }
  }

  private static boolean answers(WorkflowServiceStubs stubs, String namespace) {
    try {
      stubs
          .blockingStub()
          .withDeadlineAfter(2, TimeUnit.SECONDS)
          .describeNamespace(DescribeNamespaceRequest.newBuilder().setNamespace(namespace).build());
      return true;
    } catch (StatusRuntimeException e) {
      return false;
    }
  }
}
