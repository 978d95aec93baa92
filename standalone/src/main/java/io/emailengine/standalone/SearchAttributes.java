package io.emailengine.standalone;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the search attributes of the workflows known to a Temporal server. */
final class SearchAttributes {
  /** The types in use, as the API and as the {@code temporal} program name them. */
  enum Type {
    KEYWORD(IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD, "Keyword"),
    INT(IndexedValueType.INDEXED_VALUE_TYPE_INT, "Int");

    private final IndexedValueType api;
    private final String flag;

    Type(IndexedValueType api, String flag) {
      this.api = api;
      this.flag = flag;
    }

    String flag() {
      return flag;
    }
  }

  static final Map<String, Type> TYPES = types();
  private static final Logger LOG = LoggerFactory.getLogger(SearchAttributes.class);

  private SearchAttributes() {}

  private static Map<String, Type> types() {
    Map<String, Type> types = new LinkedHashMap<>();
    types.put("Tenant", Type.KEYWORD);
    types.put("SendingIp", Type.KEYWORD);
    types.put("MailNode", Type.KEYWORD);
    types.put("IpState", Type.KEYWORD);
    types.put("WarmupStep", Type.INT);
    return types;
  }

  /** Registers each of them; those known already are left alone. False if the server refuses. */
  static boolean register(String address, String namespace) {
    // Built with defaults: without them the SDK fails on its missing metrics scope.
    OperatorServiceStubs stubs =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setTarget(address)
                .validateAndBuildWithDefaults());
    try {
      boolean all = true;
      for (Map.Entry<String, Type> attribute : TYPES.entrySet()) {
        all &= register(stubs, namespace, attribute);
      }
      return all;
    } finally {
      stubs.shutdownNow();
    }
  }

  /** Names of ours that the server does not know; nothing if it does not list them. */
  static Optional<List<String>> missing(String address, String namespace) {
    OperatorServiceStubs stubs =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setTarget(address)
                .validateAndBuildWithDefaults());
    try {
      Set<String> known =
          stubs
              .blockingStub()
              .withDeadlineAfter(10, TimeUnit.SECONDS)
              .listSearchAttributes(
                  ListSearchAttributesRequest.newBuilder().setNamespace(namespace).build())
              .getCustomAttributesMap()
              .keySet();
      return Optional.of(TYPES.keySet().stream().filter(name -> !known.contains(name)).toList());
    } catch (StatusRuntimeException e) {
      LOG.debug("The search attributes can't be listed", e);
      return Optional.empty();
    } finally {
      stubs.shutdownNow();
    }
  }

  private static boolean register(
      OperatorServiceStubs stubs, String namespace, Map.Entry<String, Type> attribute) {
    try {
      stubs
          .blockingStub()
          .withDeadlineAfter(10, TimeUnit.SECONDS)
          .addSearchAttributes(
              AddSearchAttributesRequest.newBuilder()
                  .setNamespace(namespace)
                  .putSearchAttributes(attribute.getKey(), attribute.getValue().api)
                  .build());
      return true;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.ALREADY_EXISTS) {
        return true;
      }
      LOG.warn("The search attribute {} can't be registered", attribute.getKey(), e);
      return false;
    }
  }
}
