package io.emailengine.api.temporal;

import io.emailengine.store.json.Json;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerRow;

/** Requests that need a host while their caller waits. */
public interface HostRequests {
  /**
   * Writes the request down, has the host's single writer serve it, and waits for at most 90 s. Not
   * to be called in a transaction.
   *
   * @return the request with its answer; without one if the time was over
   * @throws io.emailengine.api.problem.ApiException 503 if Temporal cannot be reached ({@code
   *     temporal-unreachable}), or if the writer gave the request up without an answer ({@code
   *     host-request-lost}); either way it may be asked again
   */
  HostRequestRow ask(ServerRow server, HostRequestKind kind, Json request, String actor);
}
