package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.plan.GuardContext;
import io.emailengine.activities.pmta.config.render.EngineFile;
import io.emailengine.activities.pmta.config.render.RenderInput;
import io.emailengine.activities.pmta.config.render.RenderVmta;
import io.emailengine.activities.pmta.config.render.Rendered;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.workflows.apply.CapPolicy;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.DailyCap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Turns a server's intent into the engine's file. Pure. */
final class IntentRenderer {
  private final ServerIntent intent;
  private final Map<String, List<String>> poolsBefore;
  private final IpCaps caps;
  private final PoolMembers members;

  private IntentRenderer(ServerIntent intent, Map<String, List<String>> poolsBefore) {
    this.intent = intent;
    this.poolsBefore = poolsBefore;
    this.caps = new IpCaps(intent);
    this.members = new PoolMembers(intent, caps, poolsBefore);
  }

  /** What is rendered, what it means, and what the guard may let pass. */
  record Outcome(Rendered file, RenderedCaps caps, GuardContext allowed) {}

  /**
   * @param poolsBefore members of the pools in the version that runs
   */
  static Outcome render(ServerIntent intent, Map<String, List<String>> poolsBefore) {
    return new IntentRenderer(intent, poolsBefore).render();
  }

  private Outcome render() {
    List<RenderVmta> vmtas = new VmtaBlocks(intent, caps).render();
    PoolBlocks.Pools pools = PoolBlocks.render(intent, members, vmtas);
    Rendered file =
        EngineFile.render(
            new RenderInput(intent.instanceId(), intent.generation(), vmtas, pools.blocks()));
    RenderedCaps meaning = new RenderedCaps(meanings(vmtas), caps.deferred(), pools.filled());
    return new Outcome(file, meaning, allowed());
  }

  /** Under a pin an IP that came later has no virtual MTA yet. */
  private List<RenderedVmta> meanings(List<RenderVmta> vmtas) {
    Set<String> rendered = new HashSet<>();
    vmtas.forEach(vmta -> rendered.add(vmta.name().value()));
    return intent.ips().stream()
        .filter(ip -> rendered.contains(ip.vmta()))
        .map(this::meaning)
        .toList();
  }

  private RenderedVmta meaning(SendingIpRow ip) {
    CapPolicy.Render render = caps.of(ip);
    boolean reached = ip.state() == IpState.WARMING && render.reaches(caps.planned(ip));
    return new RenderedVmta(
        ip.vmta(),
        ip.id().toString(),
        render.cap().messages(),
        render.stopped(),
        ip.step(),
        ip.warmupId().toString(),
        reached,
        ip.intentSeq());
  }

  /**
   * The rows hold the decision behind every cap. What may leave the file is retired and drained;
   * and a pool of the engine's that held nothing else.
   */
  private GuardContext allowed() {
    Map<String, DailyCap> shares = new TreeMap<>();
    intent.ips().forEach(ip -> shares.put(ip.vmta(), caps.share(ip)));
    Set<String> uncapped = new HashSet<>();
    intent.blocks().stream()
        .filter(block -> !block.isPool() && !shares.containsKey(block.name()))
        .forEach(block -> uncapped.add(block.name()));
    Set<String> mayDisappear = new HashSet<>(intent.removable());
    intent.pools().stream()
        .filter(pool -> !pool.adopted() && members.nobodyFor(pool))
        .map(PoolRow::name)
        .filter(pool -> intent.removable().containsAll(poolsBefore.getOrDefault(pool, List.of())))
        .forEach(mayDisappear::add);
    return new GuardContext(shares, uncapped, mayDisappear);
  }
}
