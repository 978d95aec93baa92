package io.emailengine.store.server;

import java.util.Map;

/**
 * The request of an adoption; the value of {@code host_request.request} of kind {@code adopt}. IPs
 * named in the caller's body are registered by the api, after the adoption.
 *
 * @param pools adopted pool's name → {@code tenant/purpose} that it is mapped to
 * @param dryRun report only; nothing is written anywhere
 */
public record AdoptRequest(Map<String, String> pools, boolean dryRun) {
  public AdoptRequest {
    pools = Map.copyOf(pools);
  }
}
