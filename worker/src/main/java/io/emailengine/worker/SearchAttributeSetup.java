package io.emailengine.worker;

import io.emailengine.workflows.Workflows;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.common.SearchAttributeKey;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the search attributes of the workflows known to the server, if that can be. */
final class SearchAttributeSetup {
  private static final Logger LOG = LoggerFactory.getLogger(SearchAttributeSetup.class);
  private static final int SECONDS = 10;

  private SearchAttributeSetup() {}

  /**
   * Registers what is missing.
   *
   * @return whether workflows can be started with them
   * @throws StatusRuntimeException if the server can't be reached
   */
  static boolean ensure(Temporal temporal) {
    OperatorServiceStubs operator =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setChannel(temporal.callStubs().getRawChannel())
                .validateAndBuildWithDefaults());
    try {
      for (SearchAttributeKey<?> key : Workflows.SEARCH_ATTRIBUTES) {
        add(operator, temporal.namespace(), key);
      }
      return true;
    } catch (StatusRuntimeException e) {
      if (isAway(e)) {
        throw e;
      }
      if (known(operator, temporal.namespace())) {
        return true;
      }
      LOG.warn(
          "The Temporal server does not take search attributes ({}): workflows run without them",
          e.getStatus().getCode());
      return false;
    }
  }

  private static void add(
      OperatorServiceStubs operator, String namespace, SearchAttributeKey<?> key) {
    try {
      operator
          .blockingStub()
          .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
          .addSearchAttributes(
              AddSearchAttributesRequest.newBuilder()
                  .setNamespace(namespace)
                  .putSearchAttributes(key.getName(), key.getValueType())
                  .build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw e;
      }
    }
  }

  private static boolean known(OperatorServiceStubs operator, String namespace) {
    try {
      Set<String> names =
          operator
              .blockingStub()
              .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
              .listSearchAttributes(
                  ListSearchAttributesRequest.newBuilder().setNamespace(namespace).build())
              .getCustomAttributesMap()
              .keySet();
      return names.containsAll(
          Workflows.SEARCH_ATTRIBUTES.stream()
              .map(SearchAttributeKey::getName)
              .collect(Collectors.toSet()));
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  private static boolean isAway(StatusRuntimeException e) {
    return e.getStatus().getCode() == Status.Code.UNAVAILABLE
        || e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED;
  }
}
