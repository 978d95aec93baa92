package io.emailengine.store.server;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request of an adoption; the value of {@code host_request.request} of kind {@code adopt}.
 *
 * @param pools adopted pool's name → {@code tenant/purpose} that it is mapped to
 * @param ips registered with the adoption, all or none; every field good by itself
 * @param dryRun report only; nothing is written anywhere
 * @param force takes over a host that another instance of the engine has adopted
 */
public record AdoptRequest(Map<String, String> pools, List<Ip> ips, boolean dryRun, boolean force) {
  public AdoptRequest {
    pools = Map.copyOf(pools);
    ips = List.copyOf(ips);
  }

  /**
   * An IP to register.
   *
   * @param dailyQuota cap of a mature one; null for one that warms
   * @param requestHash the same wish again has the same one
   */
  public record Ip(
      String address,
      String purpose,
      String tenant,
      @Nullable Integer dailyQuota,
      String requestHash) {}
}
