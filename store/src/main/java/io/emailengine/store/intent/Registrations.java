package io.emailengine.store.intent;

import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.RetiredVmtas;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.Purpose;
import io.emailengine.workflows.model.TenantSlug;
import io.emailengine.workflows.pool.TenantQuota;
import io.emailengine.workflows.schedule.WarmupSchedule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts an IP under the engine's care: row, decision, audit, generation and wake-ups. Everything
 * belongs into one transaction of the caller, of scope engine or operator.
 */
public final class Registrations {
  private final TenantRepository tenants;
  private final SendingIpRepository ips;
  private final RegistrationPools pools;
  private final RetiredVmtas retiredVmtas;
  private final ServerIntents servers;
  private final IntentBook book;

  Registrations(
      TenantRepository tenants,
      SendingIpRepository ips,
      PoolRepository pools,
      RetiredVmtas retiredVmtas,
      ServerIntents servers,
      IntentBook book) {
    this.tenants = tenants;
    this.ips = ips;
    this.pools = new RegistrationPools(pools);
    this.retiredVmtas = retiredVmtas;
    this.servers = servers;
    this.book = book;
  }

  /**
   * An IP as somebody wants it.
   *
   * @param hostname null: the virtual MTA's own, else the server's
   * @param quota the cap of a mature IP; null for one that warms
   * @param requestHash the same wish again has the same one
   */
  public record Wish(
      IpAddress address,
      Purpose purpose,
      TenantSlug tenant,
      @Nullable HostName hostname,
      WarmupSchedule schedule,
      @Nullable DailyCap quota,
      String requestHash) {
    IpState state() {
      return quota == null ? IpState.WARMING : IpState.ACTIVE;
    }

    int firstQuota() {
      return quota == null ? schedule.step(1).cap().messages() : quota.messages();
    }
  }

  /** What became of a registration; {@code created} is false for the same wish again. */
  public record Registered(SendingIpRow ip, boolean created) {}

  /**
   * Locks the server, and those that share the tenant's quota with it if it has one.
   *
   * @return the server as it is now
   */
  public ServerRow lock(ServerRow server, TenantSlug tenant) {
    return tenants
        .findBySlug(tenant.value())
        .flatMap(row -> servers.lock(server.id(), row.id()))
        .or(() -> servers.lock(server.id()))
        .orElseThrow();
  }

  /**
   * Registers, and asks for an apply.
   *
   * @param server adopted and locked
   * @param force an address that is on no interface of the host is taken all the same
   * @throws IntentRefused if it can't be
   */
  public Registered register(ServerRow server, Wish wish, boolean force, Asked asked) {
    Registered registered = add(server, wish, force, asked);
    if (registered.created()) {
      servers.changed(server, registered.ip().tenantId(), asked.now(), false);
    }
    return registered;
  }

  /**
   * As {@link #register}, without asking for an apply: the caller does that once, for many.
   *
   * @throws IntentRefused if it can't be
   */
  public Registered add(ServerRow server, Wish wish, boolean force, Asked asked) {
    Optional<SendingIpRow> present = ips.findByAddress(wish.address().value());
    if (present.isPresent()) {
      if (present.get().requestHash().equals(wish.requestHash())) {
        return new Registered(present.get(), false);
      }
      throw IntentRefused.conflict(
          "address-taken", wish.address() + " is registered already, and not with this body");
    }
    refuseWhileDraining(wish.address());
    TenantRow tenant = tenant(wish);
    ServerFacts facts = facts(server);
    if (!force && !facts.addresses().contains(wish.address().value())) {
      throw IntentRefused.impossible(
          "address-not-on-host",
          "address",
          wish.address()
              + " is on no interface of "
              + server.name()
              + "; force=true registers it all the same");
    }
    List<SendingIpRow> onServer = ips.findRendered(server.id());
    VmtaPlan vmta = VmtaPlan.of(wish, facts, onServer);
    PoolRow pool = pools.poolFor(wish, server, tenant, facts, vmta, asked);
    List<String> warnings =
        vmta.warnings(pool == null, RegistrationPools.signs(facts, pool, tenant, onServer));
    SendingIpRow ip =
        ips.save(
            SendingIpRow.registered(
                UUID.randomUUID(),
                tenant.id(),
                server.id(),
                pool == null ? null : pool.id(),
                wish.address().value(),
                wish.purpose().value(),
                vmta.name(),
                vmta.adopted(),
                vmta.hostname(),
                wish.state(),
                wish.firstQuota(),
                wish.schedule(),
                UUID.randomUUID(),
                asked.by().name(),
                wish.requestHash(),
                warnings,
                asked.now()));
    if (vmta.adopted()) {
      retiredVmtas.remove(server.id(), vmta.name());
    }
    record(ip, wish, server, asked);
    return new Registered(ip, true);
  }

  private void refuseWhileDraining(IpAddress address) {
    ips.findLastRetired(address.value())
        .filter(SendingIpRow::draining)
        .ifPresent(
            ip -> {
              throw IntentRefused.conflict(
                  "draining",
                  address
                      + " was retired at "
                      + ip.retiredAt()
                      + " and its queue is not known to be empty yet; register it anew when it is");
            });
  }

  private TenantRow tenant(Wish wish) {
    TenantRow tenant =
        tenants
            .findBySlug(wish.tenant().value())
            .flatMap(row -> tenants.lockById(row.id()))
            .orElseThrow(
                () ->
                    IntentRefused.impossible(
                        "no-such-tenant", "tenant", "there is no tenant " + wish.tenant()));
    if (!new TenantQuota(tenant.dailyQuota()).fits(ips.countByTenant(tenant.id()) + 1)) {
      throw IntentRefused.impossible(
          "tenant-quota",
          "tenant",
          "the quota of "
              + tenant.slug()
              + ", "
              + tenant.dailyQuota()
              + " a day, does not give each IP a message a day");
    }
    return tenant;
  }

  private static ServerFacts facts(ServerRow server) {
    return Objects.requireNonNull(server.facts(), "an adopted server has facts")
        .as(ServerFacts.class);
  }

  private void record(SendingIpRow ip, Wish wish, ServerRow server, Asked asked) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("state", ip.state().wireName());
    inputs.put("quota", ip.dailyQuota());
    inputs.put("schedule", wish.schedule().name());
    inputs.put("server", server.name());
    inputs.put("vmta", ip.vmta());
    book.decide(ip, server.runningVersion(), asked, "register", "registration", inputs);
    book.audit(ip, asked, "ip.register", inputs);
    if (ip.state() == IpState.WARMING) {
      book.wake(ip, asked.now());
    }
  }
}
