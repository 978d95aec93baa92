package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.workflows.model.VmtaName;
import io.emailengine.workflows.pool.TenantQuota;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides one server's configuration, read in one transaction.
 *
 * @param generation {@code desired_gen} at that moment
 * @param ips all of the server that are not retired, and those that are and still drain
 * @param stopped those that must not send
 * @param shares by tenant: its quota, and the sum of the caps of its IPs that may send, on all
 *     servers
 * @param blocks the operator's blocks in the order in which they stood
 * @param inRaiseWindow automatic rises may be rendered
 * @param noRise nothing may rise, whoever asked: the database is older than the host
 * @param pinned a person's rollback; null: the plan is rendered
 * @param retired virtual MTAs of the operator that are out of their pools and stopped, because
 *     their IP is retired
 * @param removable virtual MTAs of the engine that may leave the file: retired, with nothing queued
 * @param actor who asked for what changed
 */
record ServerIntent(
    UUID instanceId,
    long generation,
    List<SendingIpRow> ips,
    Set<UUID> stopped,
    Map<UUID, TenantShare> shares,
    List<CarriedBlock> blocks,
    List<PoolRow> pools,
    boolean inRaiseWindow,
    boolean noRise,
    @Nullable Pinned pinned,
    Set<String> retired,
    Set<String> removable,
    String actor) {

  record TenantShare(TenantQuota quota, long sumOfCaps) {}

  /** A block of the operator. */
  record CarriedBlock(int position, boolean isPool, String name, BlockText text) {
    /** The same block in another place of the order. */
    CarriedBlock at(int place) {
      return new CarriedBlock(place, isPool, name, text);
    }

    /** Members that a pool's own lines name. */
    List<VmtaName> members() {
      return text.block().lines("virtual-mta").stream()
          .map(line -> new VmtaName(line.value()))
          .toList();
    }
  }

  /** The same with what an adoption brings; what holds meanwhile goes on to hold. */
  ServerIntent adopting(long nextGeneration, List<CarriedBlock> allBlocks, List<PoolRow> allPools) {
    return new ServerIntent(
        instanceId,
        nextGeneration,
        ips,
        stopped,
        shares,
        allBlocks,
        allPools,
        inRaiseWindow,
        noRise,
        pinned,
        retired,
        removable,
        actor);
  }

  Map<String, SendingIpRow> ipsByVmta() {
    Map<String, SendingIpRow> byVmta = new HashMap<>();
    ips.forEach(ip -> byVmta.put(ip.vmta(), ip));
    return byVmta;
  }

  Optional<CarriedBlock> pool(String name) {
    return blocks.stream().filter(block -> block.isPool() && block.name().equals(name)).findFirst();
  }

  boolean isStopped(@Nullable SendingIpRow ip) {
    return ip != null && stopped.contains(ip.id());
  }
}
