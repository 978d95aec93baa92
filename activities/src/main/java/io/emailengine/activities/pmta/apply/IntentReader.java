package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.HoldRow;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.BlockKind;
import io.emailengine.store.server.CarriedBlockRepository;
import io.emailengine.store.server.CarriedBlockRow;
import io.emailengine.store.server.RetiredVmtas;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerWatch;
import io.emailengine.store.server.ServerWatches;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.workflows.lifecycle.Hold;
import io.emailengine.workflows.pool.TenantQuota;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reads today's intent of one server from the rows. Belongs into one transaction with engine scope.
 */
final class IntentReader {
  private final StartedEngine engine;
  private final SendingIpRepository ips;
  private final HoldRepository holds;
  private final PoolRepository pools;
  private final CarriedBlockRepository blocks;
  private final TenantRepository tenants;
  private final RetiredVmtas retiredVmtas;
  private final Calendars calendars;
  private final Versions versions;
  private final ServerWatches watches;

  IntentReader(
      StartedEngine engine,
      SendingIpRepository ips,
      HoldRepository holds,
      PoolRepository pools,
      CarriedBlockRepository blocks,
      TenantRepository tenants,
      RetiredVmtas retiredVmtas,
      Calendars calendars,
      Versions versions,
      ServerWatches watches) {
    this.engine = engine;
    this.ips = ips;
    this.holds = holds;
    this.pools = pools;
    this.blocks = blocks;
    this.tenants = tenants;
    this.retiredVmtas = retiredVmtas;
    this.calendars = calendars;
    this.versions = versions;
    this.watches = watches;
  }

  ServerIntent read(ServerRow server, Instant now) {
    List<SendingIpRow> ofServer = ips.findRendered(server.id());
    List<HoldRow> lying = holds.findLyingOnServer(server.id(), now);
    Set<UUID> stopped = stopped(ofServer, lying);
    ServerWatch watch = watches.of(server.id());
    Set<String> removable = Set.copyOf(ips.findRemovableVmtas(server.id()));
    return new ServerIntent(
        engine.instanceId(),
        server.desiredGen(),
        ofServer,
        stopped,
        shares(ofServer, now),
        blocks.findByServer(server.id()).stream()
            .filter(row -> !isGone(server, row, removable))
            .map(this::open)
            .toList(),
        pools.findByServer(server.id()),
        calendars.of(server).inRaiseWindow(now) && !watch.filesChanged(),
        watch.noRiseGen() != null && server.appliedGen() < watch.noRiseGen(),
        server.pin() == null
            ? null
            : Pinned.of(versions.open(versions.row(server.id(), server.pin().version()))),
        retiredVmtas.of(server.id()),
        removable,
        actor(server, ofServer, lying));
  }

  /**
   * One that the engine made may be carried for a person's lines in it; it goes with its IP. The
   * operator's own may have the name of one that is gone, and stays.
   */
  private static boolean isGone(ServerRow server, CarriedBlockRow row, Set<String> removable) {
    return removable.contains(row.name())
        && row.file().equals(new EnginePaths(server.configPath()).engineFile());
  }

  private static Set<UUID> stopped(List<SendingIpRow> ips, List<HoldRow> lying) {
    Set<UUID> stopped = new HashSet<>();
    lying.stream()
        .filter(hold -> hold.kind() == Hold.Kind.PAUSE)
        .forEach(hold -> stopped.add(hold.ipId()));
    ips.stream().filter(ip -> ip.state().stopsSending()).forEach(ip -> stopped.add(ip.id()));
    return stopped;
  }

  private Map<UUID, ServerIntent.TenantShare> shares(List<SendingIpRow> ofServer, Instant now) {
    Set<UUID> tenantIds =
        ofServer.stream()
            .map(SendingIpRow::tenantId)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Map<UUID, ServerIntent.TenantShare> shares = new HashMap<>();
    for (UUID id : tenantIds) {
      TenantRow tenant = tenants.findById(id).orElseThrow();
      shares.put(
          id,
          tenant.dailyQuota() == null
              ? UNLIMITED
              : new ServerIntent.TenantShare(
                  new TenantQuota(tenant.dailyQuota()), sumOfCaps(id, now)));
    }
    return shares;
  }

  private static final ServerIntent.TenantShare UNLIMITED =
      new ServerIntent.TenantShare(TenantQuota.NONE, 0);

  /** Over all servers: a stopped IP uses nothing of the quota. */
  private long sumOfCaps(UUID tenantId, Instant now) {
    List<SendingIpRow> all = ips.findByTenant(tenantId);
    List<HoldRow> lying = holds.findLying(all.stream().map(SendingIpRow::id).toList(), now);
    Set<UUID> stopped = stopped(all, lying);
    return all.stream()
        .filter(ip -> !stopped.contains(ip.id()))
        .mapToLong(SendingIpRow::dailyQuota)
        .sum();
  }

  private ServerIntent.CarriedBlock open(CarriedBlockRow row) {
    byte[] text = engine.sealer().open(row.body(), CarriedBlockRow.bodyPurpose(row.id()));
    return new ServerIntent.CarriedBlock(
        row.position(), row.kind() == BlockKind.VIRTUAL_MTA_POOL, row.name(), BlockText.of(text));
  }

  /** The author of the version: the person behind the newest wish in it, else the engine. */
  private static String actor(ServerRow server, List<SendingIpRow> ips, List<HoldRow> lying) {
    if (server.driftOverwriteBy() != null) {
      return server.driftOverwriteBy();
    }
    if (server.pin() != null && server.pin().at().equals(server.dirtyLast())) {
      return server.pin().by();
    }
    for (SendingIpRow ip : ips) {
      if (ip.riseAskedBy() != null) {
        return ip.riseAskedBy();
      }
    }
    Set<UUID> running =
        ips.stream()
            .filter(ip -> !ip.runningStopped())
            .map(SendingIpRow::id)
            .collect(Collectors.toSet());
    return lying.stream()
        .filter(hold -> hold.kind() == Hold.Kind.PAUSE && running.contains(hold.ipId()))
        .map(HoldRow::actor)
        .findFirst()
        .orElse("engine");
  }
}
