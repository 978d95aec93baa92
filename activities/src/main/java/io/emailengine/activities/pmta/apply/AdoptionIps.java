package io.emailengine.activities.pmta.apply;

import io.emailengine.store.intent.Asked;
import io.emailengine.store.intent.IntentRefused;
import io.emailengine.store.intent.Registrations;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.Purpose;
import io.emailengine.workflows.model.TenantSlug;
import io.emailengine.workflows.schedule.Presets;
import java.time.Instant;
import java.util.List;

/** Registers the IPs that an adoption names, by the rules of every registration; all or none. */
final class AdoptionIps {
  private final Registrations registrations;

  AdoptionIps(Registrations registrations) {
    this.registrations = registrations;
  }

  /**
   * Belongs into the transaction of the adoption.
   *
   * @param server adopted
   * @throws RefusedIps naming the IP and its field
   */
  void register(ServerRow server, List<AdoptRequest.Ip> ips, String actor, Instant now) {
    for (int i = 0; i < ips.size(); i++) {
      AdoptRequest.Ip ip = ips.get(i);
      Integer quota = ip.dailyQuota();
      Registrations.Wish wish =
          new Registrations.Wish(
              new IpAddress(ip.address()),
              new Purpose(ip.purpose()),
              new TenantSlug(ip.tenant()),
              null,
              Presets.all().get(0),
              quota == null ? null : new DailyCap(quota),
              ip.requestHash());
      try {
        ServerRow locked = registrations.lock(server, wish.tenant());
        registrations.register(locked, wish, false, new Asked(new Actor(actor), null, null, now));
      } catch (IntentRefused e) {
        String field = e.field();
        throw new RefusedIps(
            status(e.kind()),
            e.code(),
            "ips[" + i + "]" + (field == null ? "" : "." + field),
            e.detail());
      }
    }
  }

  private static int status(IntentRefused.Kind kind) {
    return switch (kind) {
      case INVALID -> 400;
      case CONFLICT -> 409;
      case IMPOSSIBLE -> 422;
    };
  }
}
