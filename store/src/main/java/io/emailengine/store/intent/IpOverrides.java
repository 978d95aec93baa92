package io.emailengine.store.intent;

import io.emailengine.store.intent.IpIntents.Locked;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.lifecycle.LifecycleEvent;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.Purpose;
import io.emailengine.workflows.model.TenantSlug;
import io.emailengine.workflows.schedule.Presets;
import io.emailengine.workflows.schedule.StepChoice;
import io.emailengine.workflows.schedule.WarmupSchedule;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A person's override of the configuration, one IP at a time: row, decision, audit and wake-up, but
 * no generation, which the caller asks for once. Pauses and freezes stay. Everything belongs into
 * one transaction of the caller, of scope engine or operator, that has locked the server and then
 * the IP ({@link IpIntents#lock}, or {@link ServerIntents#lock} and the row); where a method throws
 * {@link IntentRefused}, the whole override has to be rolled back.
 */
public final class IpOverrides {
  private static final String RULE = "override";
  private static final Purpose DEFAULT_PURPOSE = new Purpose("default");

  private final SendingIpRepository ips;
  private final PoolRepository pools;
  private final TenantRepository tenants;
  private final Registrations registrations;
  private final IpMoves moves;
  private final BacklogGuard backlog;
  private final IntentBook book;

  IpOverrides(
      SendingIpRepository ips,
      PoolRepository pools,
      TenantRepository tenants,
      Registrations registrations,
      IpMoves moves,
      BacklogGuard backlog,
      IntentBook book) {
    this.ips = ips;
    this.pools = pools;
    this.tenants = tenants;
    this.registrations = registrations;
    this.moves = moves;
    this.backlog = backlog;
    this.book = book;
  }

  /**
   * Warms with this quota: it is the cap of the step whose cap is the largest that is not above it
   * (below the first: of the first) until that step ends; then the next larger step follows. The
   * present step keeps its counted days, another one begins with day 1; out of another state a new
   * warm-up begins there.
   *
   * @param force though mail that is queued will bounce
   * @return false if that is what the IP does already
   */
  public boolean warm(Locked locked, DailyCap quota, Asked asked, boolean force) {
    SendingIpRow ip = locked.ip();
    require(ip, LifecycleEvent.PUT_WARMING);
    boolean warming = ip.state() == IpState.WARMING;
    WarmupSchedule schedule = ip.warmupSchedule();
    int step = warming ? StepChoice.at(schedule, quota, ip.step()) : StepChoice.at(schedule, quota);
    boolean stays = warming && step == ip.step();
    if (stays && quota.messages() == ip.dailyQuota()) {
      return false;
    }
    check(locked, quota, force);
    if (stays) {
      IpMoves.moved(ips.setQuota(ip.id(), ip.intentSeq(), quota.messages(), asked.by().name()));
    } else {
      UUID warmupId = warming ? ip.warmupId() : UUID.randomUUID();
      moves.warm(ip, schedule, warmupId, step, quota, asked);
    }
    written(ip, asked, Map.of("status", "warming", "quota", quota.messages(), "toStep", step));
    return true;
  }

  /**
   * Ends the warm-up and holds this quota.
   *
   * @param force though mail that is queued will bounce
   * @return false if that is what the IP does already
   */
  public boolean activate(Locked locked, DailyCap quota, Asked asked, boolean force) {
    SendingIpRow ip = locked.ip();
    require(ip, LifecycleEvent.PUT_ACTIVE);
    if (ip.state() == IpState.ACTIVE && quota.messages() == ip.dailyQuota()) {
      return false;
    }
    check(locked, quota, force);
    moves.activate(ip, quota, asked);
    written(ip, asked, Map.of("status", "active", "quota", quota.messages()));
    return true;
  }

  /**
   * Stops it, whatever is queued; state, step and quota are kept for its release.
   *
   * @return false if it is in standby already
   */
  public boolean standBy(Locked locked, Asked asked) {
    SendingIpRow ip = locked.ip();
    require(ip, LifecycleEvent.STANDBY_BY_HAND);
    if (!moves.stop(ip, asked)) {
      return false;
    }
    written(ip, asked, Map.of("status", "standby"));
    return true;
  }

  /**
   * Registers the IP of an adopted virtual MTA that nobody manages, active with this quota, so that
   * one of the methods above can move it on: for the tenant and purpose of the one mapped pool that
   * holds it, else {@code default/default}.
   *
   * @param server adopted and locked
   * @throws IntentRefused if the address is the source of no adopted virtual MTA, or of one that
   *     can't be managed
   */
  public SendingIpRow register(ServerRow server, IpAddress address, DailyCap quota, Asked asked) {
    ServerFacts facts =
        Objects.requireNonNull(server.facts(), "an adopted server has facts").as(ServerFacts.class);
    List<String> sending =
        facts.vmtas().stream()
            .filter(
                vmta ->
                    vmta.sources().stream()
                        .anyMatch(source -> address.value().equals(source.address())))
            .map(ServerFacts.FoundVmta::name)
            .toList();
    if (sending.isEmpty()) {
      throw IntentRefused.impossible(
          "unknown-address",
          "address",
          address + " is neither registered nor the source of an adopted virtual MTA");
    }
    Owner owner = owner(server, facts, sending.get(0));
    Registrations.Wish wish =
        new Registrations.Wish(
            address,
            owner.purpose(),
            owner.tenant(),
            null,
            Presets.all().get(0),
            quota,
            "override:" + UUID.randomUUID());
    return registrations.add(server, wish, true, asked).ip();
  }

  private record Owner(TenantSlug tenant, Purpose purpose) {}

  private Owner owner(ServerRow server, ServerFacts facts, String vmta) {
    List<PoolRow> mapped =
        facts.pools().stream()
            .filter(pool -> pool.members().contains(vmta))
            .map(pool -> pools.findByServerIdAndName(server.id(), pool.name()))
            .flatMap(Optional::stream)
            .toList();
    if (mapped.size() != 1) {
      return new Owner(new TenantSlug(TenantRow.DEFAULT_SLUG), DEFAULT_PURPOSE);
    }
    PoolRow pool = mapped.get(0);
    TenantRow tenant = tenants.findById(pool.tenantId()).orElseThrow();
    return new Owner(new TenantSlug(tenant.slug()), new Purpose(pool.purpose()));
  }

  private void check(Locked locked, DailyCap quota, boolean force) {
    if (!force) {
      backlog.check(locked, IpMoves.presentCap(locked.ip()), quota);
    }
  }

  /** Of an override it is 422, because the whole list is at stake. */
  private static void require(SendingIpRow ip, LifecycleEvent event) {
    try {
      IpMoves.require(ip, event);
    } catch (IntentRefused refused) {
      throw IntentRefused.impossible(
          refused.code(),
          "status",
          refused.detail() + (ip.state() == IpState.QUARANTINED ? "; release it first" : ""));
    }
  }

  private void written(SendingIpRow ip, Asked asked, Map<String, ?> to) {
    Map<String, Object> inputs = IntentBook.inputs(ip, asked);
    inputs.putAll(to);
    book.decide(ip, asked, "override", RULE, inputs);
    book.audit(ip, asked, "ip.override", inputs);
    book.wake(ip, asked.now());
  }
}
