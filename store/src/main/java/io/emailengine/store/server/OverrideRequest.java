package io.emailengine.store.server;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person's override of the configuration, all or nothing; the value of {@code
 * host_request.request} of kind {@code override}.
 *
 * @param dryRun say what would come of it; nothing is written anywhere
 * @param force though mail that is queued will bounce
 */
public record OverrideRequest(List<Wish> ips, boolean dryRun, boolean force) {
  public static final String WARMING = "warming";
  public static final String ACTIVE = "active";
  public static final String STANDBY = "standby";

  public OverrideRequest {
    ips = List.copyOf(ips);
  }

  /**
   * What is wanted of one IP.
   *
   * @param address canonical
   * @param quota messages a day; null only for a standby
   * @param status {@code warming}, {@code active} or {@code standby}
   */
  public record Wish(String address, @Nullable Integer quota, String status) {
    public boolean stops() {
      return status.equals(STANDBY);
    }
  }

  /** Nothing but stops: those pass whatever else waits. */
  public boolean onlyStops() {
    return ips.stream().allMatch(Wish::stops);
  }
}
