package io.emailengine.api.ip;

import io.emailengine.api.ip.IpAnswer.HoldAnswer;
import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.HoldRow;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.ip.UncountedTimes;
import io.emailengine.store.json.JsonCodec;
import io.emailengine.store.server.Queues;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.VmtaQueue;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.store.version.ConfigVersionRepository;
import io.emailengine.store.version.ConfigVersionRow;
import io.emailengine.workflows.Workflows;
import io.emailengine.workflows.lifecycle.Hold;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.pool.FedBy;
import io.emailengine.workflows.pool.TenantQuota;
import io.emailengine.workflows.schedule.WarmupFacts;
import io.emailengine.workflows.schedule.WarmupForecast;
import io.emailengine.workflows.schedule.WarmupSchedule;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Makes answers of rows. Methods belong into a transaction; what IPs share is read once for all of
 * them.
 */
@Component
class IpAnswers {
  private final ServerRepository servers;
  private final TenantRepository tenants;
  private final SendingIpRepository ips;
  private final HoldRepository holds;
  private final ConfigVersionRepository versions;
  private final UncountedTimes uncounted;
  private final Queues queues;
  private final StartedEngine engine;
  private final Clock clock;

  IpAnswers(
      ServerRepository servers,
      TenantRepository tenants,
      SendingIpRepository ips,
      HoldRepository holds,
      ConfigVersionRepository versions,
      UncountedTimes uncounted,
      Queues queues,
      StartedEngine engine,
      Clock clock) {
    this.servers = servers;
    this.tenants = tenants;
    this.ips = ips;
    this.holds = holds;
    this.versions = versions;
    this.uncounted = uncounted;
    this.queues = queues;
    this.engine = engine;
    this.clock = clock;
  }

  IpAnswer of(SendingIpRow ip) {
    return of(List.of(ip)).get(0);
  }

  List<IpAnswer> of(List<SendingIpRow> rows) {
    Reading reading = new Reading(rows, clock.instant());
    return rows.stream().map(reading::answer).toList();
  }

  IpAnswer.Plan plan(SendingIpRow ip) {
    Reading reading = new Reading(List.of(ip), clock.instant());
    WarmupSchedule schedule = ip.warmupSchedule();
    List<IpAnswer.PlanStep> steps = new ArrayList<>();
    for (int number = 1; number <= schedule.stepCount(); number++) {
      steps.add(IpAnswer.PlanStep.of(number, schedule.step(number), schedule.daysBefore(number)));
    }
    IpAnswer answer = reading.answer(ip);
    IpAnswer.Warmup warmup = Objects.requireNonNull(answer.warmup());
    return new IpAnswer.Plan(
        ip.address(),
        answer.state(),
        schedule.name(),
        steps,
        ip.step(),
        warmup.week(),
        warmup.day(),
        schedule.totalDays(),
        ip.dailyQuota(),
        answer.effectiveQuota(),
        ip.startedAt(),
        warmup.nextChangeAt(),
        warmup.nextQuota(),
        warmup.completesAt(),
        ip.completedAt(),
        answer.pauses(),
        answer.freezes());
  }

  /** What a server runs, as far as answers show it. */
  private record Running(
      ServerRow server,
      ServerFacts facts,
      Set<String> pooled,
      @Nullable Map<String, VmtaQueue> queues,
      @Nullable Integer version,
      @Nullable Instant appliedAt) {}

  private record Share(TenantRow tenant, TenantQuota quota, long sumOfCaps) {}

  private final class Reading {
    private final Instant now;
    private final Map<UUID, Running> running = new HashMap<>();
    private final Map<UUID, Share> shares = new HashMap<>();
    private final Map<UUID, List<HoldRow>> held;
    private final Map<UUID, List<WarmupFacts.Stop>> notCounted;

    Reading(List<SendingIpRow> rows, Instant now) {
      this.now = now;
      List<UUID> ids = rows.stream().map(SendingIpRow::id).toList();
      held = holds.findByIps(ids).stream().collect(Collectors.groupingBy(HoldRow::ipId));
      notCounted = uncounted.of(ids);
    }

    IpAnswer answer(SendingIpRow ip) {
      Running on = running.computeIfAbsent(ip.serverId(), this::running);
      Share share = shares.computeIfAbsent(ip.tenantId(), this::share);
      List<HoldRow> all = held.getOrDefault(ip.id(), List.of());
      List<HoldRow> lying = all.stream().filter(hold -> hold.toHold().liesAt(now)).toList();
      boolean stopped = isStopped(ip, lying);
      int effective =
          stopped
              ? 0
              : share.quota().share(new DailyCap(ip.dailyQuota()), share.sumOfCaps()).messages();
      FedBy fedBy =
          FedBy.of(
              on.pooled().contains(ip.vmta()),
              on.facts().fed().contains(ip.vmta()),
              on.facts().headerFeeds());
      if (fedBy == FedBy.NOTHING && ip.configVersion() == null) {
        fedBy = FedBy.UNKNOWN; // who is in its pool is known when it runs for the first time
      }
      List<String> warnings = new ArrayList<>(ip.warningCodes());
      if (fedBy == FedBy.NOTHING && ip.state() != IpState.RETIRED) {
        warnings.add("fed-by-nothing");
      }
      VmtaQueue queue =
          on.queues() == null
              ? null
              : on.queues().getOrDefault(ip.vmta(), VmtaQueue.empty(ip.vmta()));
      if (queue != null && queue.backlogSince() != null) {
        warnings.add("backlog-will-bounce");
      }
      boolean gone = ip.state() == IpState.RETIRED && !ip.draining();
      boolean inSync =
          gone
              ? on.server().appliedGen() >= on.server().desiredGen()
              : stopped
                  ? ip.runningStopped()
                  : Objects.equals(ip.runningCap(), effective) && !ip.runningStopped();
      return new IpAnswer(
          ip.address(),
          ip.purpose(),
          share.tenant().slug(),
          on.server().name(),
          ip.vmta(),
          ip.hostname(),
          ip.state().wireName(),
          answers(lying, Hold.Kind.PAUSE),
          answers(lying, Hold.Kind.FREEZE),
          ip.dailyQuota(),
          effective,
          queue == null ? null : queue.queued(),
          fedBy.name().toLowerCase(Locale.ROOT),
          warmup(ip, on.server(), all),
          IpAnswer.Blacklists.NEVER,
          new IpAnswer.Config(on.server().name(), on.version(), on.appliedAt(), inSync),
          warnings);
    }

    /** A pause whose time is over stops sending until the raise window has brought the cap back. */
    private boolean isStopped(SendingIpRow ip, List<HoldRow> lying) {
      return ip.state().stopsSending()
          || ip.state() == IpState.RETIRED && !ip.draining()
          || ip.runningStopped() && ip.riseAskedBy() == null
          || lying.stream().anyMatch(hold -> hold.kind() == Hold.Kind.PAUSE);
    }

    private List<HoldAnswer> answers(List<HoldRow> lying, Hold.Kind kind) {
      return lying.stream()
          .filter(hold -> hold.kind() == kind)
          .map(
              hold ->
                  new HoldAnswer(
                      hold.id().toString(),
                      hold.reason(),
                      hold.cause(),
                      hold.actor(),
                      hold.since(),
                      hold.until()))
          .toList();
    }

    private IpAnswer.Warmup warmup(SendingIpRow ip, ServerRow server, List<HoldRow> all) {
      WarmupSchedule schedule = ip.warmupSchedule();
      String id = Workflows.warmupId(new IpAddress(ip.address()));
      if (!ip.hasWarmup()) {
        int days = schedule.totalDays();
        return new IpAnswer.Warmup(
            id,
            schedule.name(),
            ip.step(),
            (days + 6) / 7,
            days,
            ip.startedAt(),
            null,
            null,
            null,
            ip.completedAt());
      }
      List<Hold> since = all.stream().map(HoldRow::toHold).toList();
      WarmupForecast forecast =
          WarmupForecast.of(
              new WarmupFacts(
                  schedule,
                  ip.step(),
                  new DailyCap(ip.dailyQuota()),
                  ip.stepFirstDay(),
                  since,
                  notCounted.getOrDefault(ip.id(), List.of()),
                  false),
              server.calendar(engine.day()),
              now);
      DailyCap next = forecast.nextCap();
      return new IpAnswer.Warmup(
          id,
          schedule.name(),
          ip.step(),
          forecast.week(),
          forecast.day(),
          ip.startedAt(),
          forecast.nextChangeAt(),
          next == null ? null : next.messages(),
          forecast.completesAt(),
          null);
    }

    private Running running(UUID serverId) {
      ServerRow server = servers.findById(serverId).orElseThrow();
      ServerFacts facts =
          Objects.requireNonNull(server.facts(), "an IP lives on an adopted server")
              .as(ServerFacts.class);
      Set<String> pooled = new HashSet<>();
      Integer n = server.runningVersion();
      ConfigVersionRow version =
          n == null ? null : versions.findByServerIdAndN(serverId, n).orElse(null);
      if (version != null) {
        poolsOf(version)
            .forEach(
                (pool, members) -> members.forEach(member -> pooled.add(String.valueOf(member))));
        facts.pools().stream()
            .filter(pool -> !poolsOf(version).containsKey(pool.name()))
            .forEach(pool -> pooled.addAll(pool.members()));
      }
      Map<String, VmtaQueue> read =
          queues.lastRead(serverId).isPresent() ? queues.of(serverId) : null;
      return new Running(
          server, facts, pooled, read, n, version == null ? null : version.appliedAt());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Collection<Object>> poolsOf(ConfigVersionRow version) {
      Object pools = JsonCodec.readMap(version.caps()).get("pools");
      return pools instanceof Map ? (Map<String, Collection<Object>>) pools : Map.of();
    }

    private Share share(UUID tenantId) {
      TenantRow tenant = tenants.findById(tenantId).orElseThrow();
      if (tenant.dailyQuota() == null) {
        return new Share(tenant, TenantQuota.NONE, 0);
      }
      List<SendingIpRow> all = ips.findByTenant(tenantId);
      Set<UUID> stopped = new HashSet<>();
      holds.findLying(all.stream().map(SendingIpRow::id).toList(), now).stream()
          .filter(hold -> hold.kind() == Hold.Kind.PAUSE)
          .forEach(hold -> stopped.add(hold.ipId()));
      long sum =
          all.stream()
              .filter(ip -> !ip.state().stopsSending() && !stopped.contains(ip.id()))
              .mapToLong(SendingIpRow::dailyQuota)
              .sum();
      return new Share(tenant, new TenantQuota(tenant.dailyQuota()), sum);
    }
  }
}
