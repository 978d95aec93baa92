package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.render.RenderPool;
import io.emailengine.activities.pmta.config.render.RenderVmta;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.workflows.model.PoolName;
import io.emailengine.workflows.model.VmtaName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The pools of the engine's file: under a pin the old version's, then those that are mapped, then
 * the operator's others. Pure, and used once.
 */
final class PoolBlocks {
  private final ServerIntent intent;
  private final PoolMembers members;
  private final Map<String, SendingIpRow> byVmta;
  private final Set<String> present = new HashSet<>();
  private final List<RenderPool> blocks = new ArrayList<>();
  private final Map<String, List<String>> filled = new TreeMap<>();

  private PoolBlocks(ServerIntent intent, PoolMembers members, List<RenderVmta> vmtas) {
    this.intent = intent;
    this.members = members;
    this.byVmta = intent.ipsByVmta();
    vmtas.forEach(vmta -> present.add(vmta.name().value()));
  }

  /**
   * @param blocks as they are rendered
   * @param filled the members of the pools that are mapped, by name
   */
  record Pools(List<RenderPool> blocks, Map<String, List<String>> filled) {}

  /**
   * @param vmtas that are rendered
   */
  static Pools render(ServerIntent intent, PoolMembers members, List<RenderVmta> vmtas) {
    PoolBlocks pools = new PoolBlocks(intent, members, vmtas);
    pools.render();
    return new Pools(pools.blocks, pools.filled);
  }

  private void render() {
    Set<String> done = new HashSet<>();
    Pinned pinned = intent.pinned();
    if (pinned != null) {
      pinned.blocks().stream().filter(ServerIntent.CarriedBlock::isPool).forEach(this::addPinned);
      done.addAll(pinned.poolNames());
    }
    for (PoolRow pool : intent.pools()) {
      if (done.add(pool.name())) {
        addMapped(pool);
      }
    }
    intent.blocks().stream()
        .filter(block -> block.isPool() && !done.contains(block.name()))
        .forEach(block -> blocks.add(unmapped(block)));
  }

  /** The old version's pool, under today's stops. */
  private void addPinned(ServerIntent.CarriedBlock block) {
    SortedSet<VmtaName> there = new TreeSet<>(block.members());
    there.removeIf(
        member -> byVmta.containsKey(member.value()) && !present.contains(member.value()));
    SortedSet<VmtaName> sending = new TreeSet<>(there);
    sending.removeIf(member -> members.isOut(member.value()));
    if (sending.isEmpty() && !there.isEmpty()) {
      sending.add(there.first());
    }
    if (sending.isEmpty()) {
      blocks.add(unchanged(block));
      return;
    }
    blocks.add(withMembers(block, sending));
    if (intent.pools().stream().anyMatch(pool -> pool.name().equals(block.name()))) {
      fill(block.name(), sending);
    }
  }

  private void addMapped(PoolRow pool) {
    SortedSet<VmtaName> inIt = members.of(pool);
    if (inIt.isEmpty()) {
      // A pool that nobody was put into yet; it has never been on the host.
      return;
    }
    fill(pool.name(), inIt);
    blocks.add(
        intent
            .pool(pool.name())
            .map(block -> withMembers(block, inIt))
            .orElseGet(() -> new RenderPool.EnginePool(new PoolName(pool.name()), inIt)));
  }

  private void fill(String pool, SortedSet<VmtaName> inIt) {
    filled.put(pool, inIt.stream().map(VmtaName::value).toList());
  }

  /**
   * Never changed, except that a stop or a retirement takes its IP out; the last member stays in,
   * stopped.
   */
  private RenderPool unmapped(ServerIntent.CarriedBlock block) {
    SortedSet<VmtaName> sending = new TreeSet<>(block.members());
    if (!sending.removeIf(member -> members.isOut(member.value()))) {
      return unchanged(block);
    }
    return withMembers(
        block, sending.isEmpty() ? new TreeSet<>(List.of(block.members().get(0))) : sending);
  }

  private static RenderPool unchanged(ServerIntent.CarriedBlock block) {
    return new RenderPool.CarriedPool(block.position(), new PoolName(block.name()), block.text());
  }

  private static RenderPool withMembers(
      ServerIntent.CarriedBlock block, SortedSet<VmtaName> members) {
    return new RenderPool.CarriedPoolWithMembers(
        block.position(), new PoolName(block.name()), block.text(), members);
  }
}
