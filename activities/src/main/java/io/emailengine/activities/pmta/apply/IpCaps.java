package io.emailengine.activities.pmta.apply;

import static java.util.Objects.requireNonNull;

import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.workflows.apply.CapPolicy;
import io.emailengine.workflows.model.DailyCap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What each IP of a server may send by the file that is rendered. Pure. */
final class IpCaps {
  private final ServerIntent intent;
  private final Map<String, CapPolicy.Render> renders = new LinkedHashMap<>();

  IpCaps(ServerIntent intent) {
    this.intent = intent;
    intent
        .ips()
        .forEach(
            ip ->
                renders.put(
                    ip.vmta(),
                    CapPolicy.render(wish(ip), intent.inRaiseWindow() && !intent.noRise())));
  }

  private CapPolicy.Wish wish(SendingIpRow ip) {
    DailyCap running = ip.runningCap() == null ? null : new DailyCap(ip.runningCap());
    return new CapPolicy.Wish(
        share(ip),
        intent.isStopped(ip),
        running,
        ip.runningStopped(),
        ip.riseAskedBy() != null && !intent.noRise());
  }

  CapPolicy.Render of(SendingIpRow ip) {
    return requireNonNull(renders.get(ip.vmta()), "no cap for this virtual MTA");
  }

  /** Whether a rise waits for the raise window. */
  boolean deferred() {
    return renders.values().stream().anyMatch(CapPolicy.Render::deferred);
  }

  /** What may run at most: the plan's share, and under a pin what the old version had. */
  DailyCap share(SendingIpRow ip) {
    Pinned pinned = intent.pinned();
    return pinned == null ? planned(ip) : pinned.limit(ip.vmta(), planned(ip));
  }

  /** The plan's share. */
  DailyCap planned(SendingIpRow ip) {
    ServerIntent.TenantShare share = intent.shares().get(ip.tenantId());
    DailyCap cap = new DailyCap(ip.dailyQuota());
    return share == null ? cap : share.quota().share(cap, share.sumOfCaps());
  }
}
