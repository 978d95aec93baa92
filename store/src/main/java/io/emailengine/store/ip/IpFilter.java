package io.emailengine.store.ip;

import io.emailengine.workflows.lifecycle.IpState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which IPs a list shows; null = whatever. Retired ones are shown only when asked for by state.
 *
 * @param paused whether a pause lies on it at {@code now}
 */
public record IpFilter(
    @Nullable IpState state,
    @Nullable UUID tenantId,
    @Nullable UUID serverId,
    @Nullable String purpose,
    @Nullable Boolean paused,
    Instant now) {
  public static IpFilter all(Instant now) {
    return new IpFilter(null, null, null, null, null, now);
  }
}
