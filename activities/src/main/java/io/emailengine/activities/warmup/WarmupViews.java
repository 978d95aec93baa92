package io.emailengine.activities.warmup;

import io.emailengine.store.intent.IpIntents.Locked;
import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads warm-ups; everything belongs into a transaction of the caller. */
final class WarmupViews {
  private final SendingIpRepository ips;
  private final HoldRepository holds;
  private final ServerRepository servers;
  private final Duration engineDay;

  WarmupViews(
      SendingIpRepository ips, HoldRepository holds, ServerRepository servers, Duration engineDay) {
    this.ips = ips;
    this.holds = holds;
    this.servers = servers;
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
    return new WarmupView(ip, server, holds.findByIp(ip.id()), server.calendar(engineDay), now);
  }

  void setNextDue(SendingIpRow ip, Instant at) {
    if (!at.equals(ip.nextDueAt())) {
      ips.setNextDue(ip.id(), ip.epoch(), at);
    }
  }
}
