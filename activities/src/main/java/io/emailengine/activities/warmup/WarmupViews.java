package io.emailengine.activities.warmup;

import io.emailengine.store.intent.IpIntents.Locked;
import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.ip.UncountedTimes;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.workflows.warmup.IpWarmupInput;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads warm-ups; everything belongs into a transaction of the caller. */
final class WarmupViews {
  private final SendingIpRepository ips;
  private final HoldRepository holds;
  private final ServerRepository servers;
  private final TenantRepository tenants;
  private final UncountedTimes uncounted;
  private final Duration engineDay;

  WarmupViews(
      SendingIpRepository ips,
      HoldRepository holds,
      ServerRepository servers,
      TenantRepository tenants,
      UncountedTimes uncounted,
      Duration engineDay) {
    this.ips = ips;
    this.holds = holds;
    this.servers = servers;
    this.tenants = tenants;
    this.uncounted = uncounted;
    this.engineDay = engineDay;
  }

  Optional<SendingIpRow> row(String address) {
    return ips.findByAddress(address);
  }

  WarmupView of(SendingIpRow ip, Instant now) {
    return of(ip, servers.findById(ip.serverId()).orElseThrow(), now);
  }

  WarmupView of(Locked locked, Instant now) {
    return of(locked.ip(), locked.server(), now);
  }

  private WarmupView of(SendingIpRow ip, ServerRow server, Instant now) {
    return new WarmupView(
        ip,
        server,
        holds.findByIp(ip.id()),
        uncounted.of(ip.id()),
        server.calendar(engineDay),
        now);
  }

  /** What the workflow of this IP has to run, as its row says. */
  IpWarmupInput input(SendingIpRow ip) {
    return new IpWarmupInput(
        ip.address(),
        tenants.findById(ip.tenantId()).orElseThrow().slug(),
        servers.findById(ip.serverId()).orElseThrow().name(),
        ip.warmupId().toString(),
        ip.epoch(),
        null);
  }

  void setNextDue(SendingIpRow ip, Instant at) {
    if (!at.equals(ip.nextDueAt())) {
      ips.setNextDue(ip.id(), ip.epoch(), at);
    }
  }
}
