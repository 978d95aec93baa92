package io.emailengine.activities.pmta.apply;

import io.emailengine.store.intent.Asked;
import io.emailengine.store.intent.IntentRefused;
import io.emailengine.store.intent.IpIntents.Locked;
import io.emailengine.store.ip.HoldRow;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.server.ChangeProgress.ChangedIp;
import io.emailengine.store.server.ConfigReport.Warning;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.OverrideRequest;
import io.emailengine.store.server.OverrideRequest.Wish;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.workflows.lifecycle.Hold;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A person's override of named IPs, all or nothing. */
final class OverrideChange implements PersonChange {
  private final OverrideRequest asked;
  private final OverrideParts parts;

  OverrideChange(OverrideRequest asked, OverrideParts parts) {
    this.asked = asked;
    this.parts = parts;
  }

  @Override
  public boolean onlyStops() {
    return asked.onlyStops();
  }

  @Override
  public boolean dryRun() {
    return asked.dryRun();
  }

  @Override
  public String reason() {
    String named =
        asked.ips().stream()
            .limit(3)
            .map(
                wish ->
                    wish.address()
                        + " "
                        + wish.status()
                        + (wish.stops() ? "" : " " + wish.quota() + "/d"))
            .collect(Collectors.joining(", "));
    int more = asked.ips().size() - 3;
    return "override: " + named + (more > 0 ? " and " + more + " more" : "");
  }

  @Override
  public List<HostProblem.Reason> waiting(String why) {
    return IntStream.range(0, asked.ips().size())
        .filter(i -> !asked.ips().get(i).stops())
        .mapToObj(
            i ->
                new HostProblem.Reason(
                    "ips[" + i + "].status",
                    null,
                    null,
                    asked.ips().get(i).address()
                        + " can't become "
                        + asked.ips().get(i).status()
                        + " now: "
                        + why
                        + "; ask for the stops alone, they pass"))
        .toList();
  }

  @Override
  public Optional<Adopter.Outcome> refusal(ServerRow server) {
    return onlyStops()
        ? Optional.empty()
        : ChangeReports.pinned(server, waiting(server.name() + " is pinned"));
  }

  @Override
  public Written write(ServerRow seen, String actor, Instant now) {
    ServerRow server = lock(seen);
    Asked by = new Asked(new Actor(actor), null, null, now);
    List<ChangedIp> changed = new ArrayList<>();
    List<Warning> warnings = new ArrayList<>();
    List<HostProblem.Reason> refused = new ArrayList<>();
    Set<UUID> tenants = new LinkedHashSet<>();
    boolean stops = false;
    // Always in the same order, so that nobody waits in a circle for rows.
    List<Integer> order =
        IntStream.range(0, asked.ips().size())
            .boxed()
            .sorted(Comparator.comparing(i -> asked.ips().get(i).address()))
            .toList();
    String type = "";
    for (int i : order) {
      Wish wish = asked.ips().get(i);
      try {
        ChangedIp ip = write(wish, server, by);
        SendingIpRow row = parts.ips().findByAddress(wish.address()).orElseThrow();
        if (ip != null) {
          changed.add(ip);
          tenants.add(row.tenantId());
          stops |= wish.stops();
        }
        warnings.addAll(warnings(wish, row, now));
      } catch (IntentRefused e) {
        type = type.isEmpty() ? e.code() : type;
        String field = e.field() == null ? "" : "." + e.field();
        refused.add(new HostProblem.Reason("ips[" + i + "]" + field, null, null, e.detail()));
      }
    }
    if (!refused.isEmpty()) {
      throw new ChangeRefused(
          Adopter.Outcome.refused(422, type, refused.get(0).message(), refused));
    }
    if (!changed.isEmpty()) {
      ask(server, tenants, stops, now);
    }
    return new Written(stops, warnings, changed, null, null);
  }

  /** The server, and those on which a quota is shared with it, in one order for everybody. */
  private ServerRow lock(ServerRow server) {
    Set<UUID> tenants = new LinkedHashSet<>();
    parts.ips().findByServer(server.id()).forEach(ip -> tenants.add(ip.tenantId()));
    parts.pools().findByServer(server.id()).stream().map(PoolRow::tenantId).forEach(tenants::add);
    parts.tenants().findBySlug(TenantRow.DEFAULT_SLUG).map(TenantRow::id).ifPresent(tenants::add);
    return parts.servers().lockWithSharing(server.id(), tenants).stream()
        .filter(row -> row.id().equals(server.id()))
        .findFirst()
        .orElseThrow();
  }

  private @Nullable ChangedIp write(Wish wish, ServerRow server, Asked by) {
    Optional<SendingIpRow> present = parts.ips().lockByAddress(wish.address());
    if (present.isEmpty()) {
      SendingIpRow made = register(wish, server, by);
      override(wish, new Locked(made, server), by);
      return new ChangedIp(made.id().toString(), seq(made.id()), null);
    }
    SendingIpRow ip = present.get();
    if (!ip.serverId().equals(server.id())) {
      throw IntentRefused.impossible(
          "several-servers", "address", wish.address() + " is not on " + server.name());
    }
    String before = parts.undo().snapshot(ip.id());
    if (!override(wish, new Locked(ip, server), by) && !rises(wish, ip, by)) {
      return null;
    }
    return new ChangedIp(ip.id().toString(), seq(ip.id()), before);
  }

  private SendingIpRow register(Wish wish, ServerRow server, Asked by) {
    if (wish.quota() == null) {
      throw IntentRefused.impossible(
          "quota-required",
          "quota",
          wish.address() + " is not registered yet; registering it takes a quota");
    }
    return parts
        .overrides()
        .register(server, new IpAddress(wish.address()), new DailyCap(wish.quota()), by);
  }

  private boolean override(Wish wish, Locked locked, Asked by) {
    return switch (wish.status()) {
      case OverrideRequest.STANDBY -> parts.overrides().standBy(locked, by);
      case OverrideRequest.ACTIVE ->
          parts.overrides().activate(locked, quota(wish), by, asked.force());
      case OverrideRequest.WARMING ->
          parts.overrides().warm(locked, quota(wish), by, asked.force());
      default -> throw new IllegalArgumentException("no such status: " + wish.status());
    };
  }

  private static DailyCap quota(Wish wish) {
    return new DailyCap(java.util.Objects.requireNonNull(wish.quota(), "only a standby has none"));
  }

  /** A rise of the plan that waits for its window, and that a person wants now. */
  private boolean rises(Wish wish, SendingIpRow ip, Asked by) {
    Integer running = ip.runningCap();
    boolean waits =
        !wish.stops()
            && ip.riseAskedBy() == null
            && running != null
            && (running < quota(wish).messages() || ip.runningStopped());
    return waits
        && parts.ips().setQuota(ip.id(), ip.intentSeq(), ip.dailyQuota(), by.by().name()) == 1;
  }

  private long seq(UUID ipId) {
    return parts.ips().findById(ipId).orElseThrow().intentSeq();
  }

  private List<Warning> warnings(Wish wish, SendingIpRow row, Instant now) {
    List<Warning> warnings = new ArrayList<>();
    if (wish.stops() && wish.quota() != null) {
      warnings.add(
          new Warning(
              "quota-without-effect",
              wish.address(),
              "a standby keeps the quota of before, " + row.dailyQuota() + "/d, for its release"));
    }
    for (HoldRow hold : parts.holds().findByIp(row.id())) {
      if (hold.toHold().liesAt(now)) {
        boolean pause = hold.kind() == Hold.Kind.PAUSE;
        warnings.add(
            new Warning(
                pause ? "paused" : "frozen",
                wish.address(),
                (pause ? "still paused by " : "still frozen by ")
                    + hold.actor()
                    + ": "
                    + hold.reason()));
      }
    }
    return warnings;
  }

  /** One generation more here, and where the quotas of these tenants are shared. */
  private void ask(ServerRow server, Set<UUID> tenants, boolean stops, Instant now) {
    parts.servers().bumpDesired(server.id(), now, stops, true);
    parts.outbox().insert(OutboxRow.wakeServer(server.name(), now));
    Set<UUID> bumped = new LinkedHashSet<>();
    for (UUID tenant : tenants) {
      for (ServerRow other : parts.servers().findSharing(server.id(), tenant)) {
        if (bumped.add(other.id())) {
          parts.servers().bumpDesired(other.id(), now, false, false);
          parts.outbox().insert(OutboxRow.wakeServer(other.name(), now));
        }
      }
    }
  }
}
