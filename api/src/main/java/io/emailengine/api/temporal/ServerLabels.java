package io.emailengine.api.temporal;

import io.emailengine.workflows.Workflows;
import io.grpc.StatusRuntimeException;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import java.util.concurrent.TimeUnit;

/**
 * Whether the Temporal server knows the search attributes of a host's writer: a start with unknown
 * ones is refused. The worker makes them known; here they are only asked for.
 */
final class ServerLabels {
  private static final int SECONDS = 2;

  private final WorkflowClient client;
  private volatile boolean known;

  ServerLabels(WorkflowClient client) {
    this.client = client;
  }

  /** Asks until they are known; a server that does not answer does not know them. */
  boolean known() {
    if (!known) {
      known = ask();
    }
    return known;
  }

  private boolean ask() {
    OperatorServiceStubs operator =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setChannel(client.getWorkflowServiceStubs().getRawChannel())
                .validateAndBuildWithDefaults());
    try {
      return operator
          .blockingStub()
          .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
          .listSearchAttributes(
              ListSearchAttributesRequest.newBuilder()
                  .setNamespace(client.getOptions().getNamespace())
                  .build())
          .containsCustomAttributes(Workflows.MAIL_NODE.getName());
    } catch (StatusRuntimeException e) {
      return false;
    }
  }
}
