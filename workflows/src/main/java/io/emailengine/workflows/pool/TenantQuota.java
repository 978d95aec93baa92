package io.emailengine.workflows.pool;

import io.emailengine.workflows.model.DailyCap;
import org.jspecify.annotations.Nullable;

/**
 * The share of each IP under its tenant's quota: {@code floor(cap x min(1, quota / sum of caps))},
 * at least 1.
 *
 * @param messages a day over all IPs of the tenant; null: no limit
 */
public record TenantQuota(@Nullable Integer messages) {
  public static final TenantQuota NONE = new TenantQuota(null);

  public TenantQuota {
    if (messages != null && messages < 1) {
      throw new IllegalArgumentException("a quota is at least 1");
    }
  }

  /** Whether this many IPs fit: each gets at least one message a day. */
  public boolean fits(long ips) {
    return messages == null || ips <= messages;
  }

  /** The share of one cap; {@code sumOfCaps} is over all IPs of the tenant that may send. */
  public DailyCap share(DailyCap cap, long sumOfCaps) {
    if (messages == null || sumOfCaps <= messages) {
      return cap;
    }
    long share = (long) cap.messages() * messages / sumOfCaps;
    return new DailyCap((int) Math.max(1, share));
  }
}
