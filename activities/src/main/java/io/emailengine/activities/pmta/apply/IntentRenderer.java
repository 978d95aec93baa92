package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.grammar.DailyRate;
import io.emailengine.activities.pmta.config.grammar.DomainKey;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.plan.GuardContext;
import io.emailengine.activities.pmta.config.render.EngineFile;
import io.emailengine.activities.pmta.config.render.RenderInput;
import io.emailengine.activities.pmta.config.render.RenderPool;
import io.emailengine.activities.pmta.config.render.RenderVmta;
import io.emailengine.activities.pmta.config.render.Rendered;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.workflows.apply.CapPolicy;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.PoolName;
import io.emailengine.workflows.model.VmtaName;
import io.emailengine.workflows.pool.PoolPolicy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Turns a server's intent into the engine's file. Pure. */
final class IntentRenderer {
  private final ServerIntent intent;
  private final Map<String, List<String>> poolsBefore;
  private final Map<String, CapPolicy.Render> renders = new LinkedHashMap<>();
  private final Map<String, SendingIpRow> byVmta;

  private IntentRenderer(ServerIntent intent, Map<String, List<String>> poolsBefore) {
    this.intent = intent;
    this.poolsBefore = poolsBefore;
    this.byVmta = intent.ipsByVmta();
    intent
        .ips()
        .forEach(
            ip ->
                renders.put(
                    ip.vmta(),
                    CapPolicy.render(wish(ip), intent.inRaiseWindow() && !intent.noRise())));
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
    List<RenderVmta> vmtas = vmtas();
    Map<String, List<String>> filled = new TreeMap<>();
    List<RenderPool> pools = pools(filled);
    Rendered file =
        EngineFile.render(new RenderInput(intent.instanceId(), intent.generation(), vmtas, pools));
    boolean deferred = renders.values().stream().anyMatch(CapPolicy.Render::deferred);
    RenderedCaps caps = new RenderedCaps(meanings(vmtas), deferred, filled);
    return new Outcome(file, caps, allowed());
  }

  private CapPolicy.Wish wish(SendingIpRow ip) {
    DailyCap running = ip.runningCap() == null ? null : new DailyCap(ip.runningCap());
    return new CapPolicy.Wish(
        share(ip),
        intent.isStopped(ip),
        running,
        ip.runningStopped(),
        ip.riseAskedBy() != null && !intent.noRise());
  }

  /** What may run at most: the plan's share, and under a pin what the old version had. */
  private DailyCap share(SendingIpRow ip) {
    Pinned pinned = intent.pinned();
    return pinned == null ? planned(ip) : pinned.limit(ip.vmta(), planned(ip));
  }

  private DailyCap planned(SendingIpRow ip) {
    ServerIntent.TenantShare share = intent.shares().get(ip.tenantId());
    DailyCap cap = new DailyCap(ip.dailyQuota());
    return share == null ? cap : share.quota().share(cap, share.sumOfCaps());
  }

  private CapPolicy.Render renderOf(SendingIpRow ip) {
    return java.util.Objects.requireNonNull(renders.get(ip.vmta()));
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
    CapPolicy.Render render = renderOf(ip);
    boolean reached = ip.state() == IpState.WARMING && render.reaches(planned(ip));
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

  private List<RenderVmta> vmtas() {
    return intent.pinned() == null ? plannedVmtas() : pinnedVmtas(intent.pinned());
  }

  /** The old version's, without those that belong to nobody any more. */
  private List<RenderVmta> pinnedVmtas(Pinned pinned) {
    Set<String> carried = new HashSet<>();
    intent.blocks().forEach(block -> carried.add(block.name()));
    List<RenderVmta> vmtas = new ArrayList<>();
    for (ServerIntent.CarriedBlock block : pinned.blocks()) {
      SendingIpRow ip = byVmta.get(block.name());
      if (!block.isPool() && (ip != null || carried.contains(block.name()))) {
        vmtas.add(
            new RenderVmta.CarriedVmta(
                block.position(),
                new VmtaName(block.name()),
                block.text(),
                Optional.ofNullable(ip).map(row -> renderOf(row).cap())));
      }
    }
    return vmtas;
  }

  private List<RenderVmta> plannedVmtas() {
    List<RenderVmta> vmtas = new ArrayList<>();
    for (ServerIntent.CarriedBlock block : intent.blocks()) {
      if (!block.isPool()) {
        Optional<DailyCap> cap =
            Optional.ofNullable(byVmta.get(block.name())).map(ip -> renderOf(ip).cap());
        vmtas.add(
            new RenderVmta.CarriedVmta(
                block.position(), new VmtaName(block.name()), block.text(), cap));
      }
    }
    Set<String> carried = new HashSet<>();
    vmtas.forEach(vmta -> carried.add(vmta.name().value()));
    for (SendingIpRow ip : intent.ips()) {
      if (!ip.adopted() && !carried.contains(ip.vmta())) {
        Dkim dkim = donor(ip).map(IntentRenderer::dkim).orElse(Dkim.NONE);
        vmtas.add(
            new RenderVmta.EngineVmta(
                new VmtaName(ip.vmta()),
                new IpAddress(ip.address()),
                new HostName(ip.hostname()),
                renderOf(ip).cap(),
                dkim.keys(),
                dkim.sign()));
      }
    }
    return vmtas;
  }

  private record Dkim(List<DomainKey> keys, boolean sign) {
    static final Dkim NONE = new Dkim(List.of(), false);
  }

  /** An adopted virtual MTA with a key to copy: of the same pool, else of the same tenant. */
  private Optional<BlockText> donor(SendingIpRow ip) {
    Set<String> poolMembers = new HashSet<>();
    intent.pools().stream()
        .filter(pool -> pool.id().equals(ip.poolId()) && pool.adopted())
        .flatMap(pool -> intent.pool(pool.name()).stream())
        .flatMap(block -> block.members().stream())
        .forEach(member -> poolMembers.add(member.value()));
    return firstWithKey(poolMembers).or(() -> firstWithKey(adoptedOf(ip)));
  }

  private Set<String> adoptedOf(SendingIpRow ip) {
    Set<String> names = new HashSet<>();
    intent.ips().stream()
        .filter(other -> other.adopted() && other.tenantId().equals(ip.tenantId()))
        .forEach(other -> names.add(other.vmta()));
    return names;
  }

  private Optional<BlockText> firstWithKey(Set<String> names) {
    return intent.blocks().stream()
        .filter(block -> !block.isPool() && names.contains(block.name()))
        .map(ServerIntent.CarriedBlock::text)
        .filter(text -> !dkim(text).keys().isEmpty())
        .findFirst();
  }

  private static Dkim dkim(BlockText text) {
    List<DomainKey> keys =
        text.block().lines("domain-key").stream()
            .flatMap(line -> DomainKey.read(line.value()).stream())
            .toList();
    return new Dkim(keys, !keys.isEmpty() && signs(text.block()));
  }

  private static boolean signs(Block block) {
    for (Item item : block.children()) {
      if (item instanceof Line line && line.is("dkim-sign") && line.isYes()) {
        return true;
      }
      if (item instanceof Block inner && signs(inner)) {
        return true;
      }
    }
    return false;
  }

  private List<RenderPool> pools(Map<String, List<String>> filled) {
    List<RenderPool> rendered = new ArrayList<>();
    Set<String> mapped = new HashSet<>();
    Pinned pinned = intent.pinned();
    if (pinned != null) {
      renderPinned(pinned, rendered, filled);
      mapped.addAll(pinned.poolNames());
    }
    for (PoolRow pool : intent.pools()) {
      if (!mapped.add(pool.name())) {
        continue;
      }
      SortedSet<VmtaName> members = members(pool);
      if (members.isEmpty()) {
        // A pool that nobody was put into yet; it has never been on the host.
        continue;
      }
      filled.put(pool.name(), members.stream().map(VmtaName::value).toList());
      PoolName name = new PoolName(pool.name());
      rendered.add(
          intent
              .pool(pool.name())
              .<RenderPool>map(
                  block ->
                      new RenderPool.CarriedPoolWithMembers(
                          block.position(), name, block.text(), members))
              .orElseGet(() -> new RenderPool.EnginePool(name, members)));
    }
    for (ServerIntent.CarriedBlock block : intent.blocks()) {
      if (block.isPool() && !mapped.contains(block.name())) {
        rendered.add(unmapped(block));
      }
    }
    return rendered;
  }

  /** The old version's pools, under today's stops. */
  private void renderPinned(
      Pinned pinned, List<RenderPool> rendered, Map<String, List<String>> filled) {
    Set<String> present = new HashSet<>();
    pinnedVmtas(pinned).forEach(vmta -> present.add(vmta.name().value()));
    Set<String> mapped = new HashSet<>();
    intent.pools().forEach(pool -> mapped.add(pool.name()));
    for (ServerIntent.CarriedBlock block : pinned.blocks()) {
      if (!block.isPool()) {
        continue;
      }
      SortedSet<VmtaName> there = new TreeSet<>(block.members());
      there.removeIf(
          member -> byVmta.containsKey(member.value()) && !present.contains(member.value()));
      SortedSet<VmtaName> members = new TreeSet<>(there);
      members.removeIf(member -> isOut(member.value()));
      if (members.isEmpty() && !there.isEmpty()) {
        members.add(there.first());
      }
      PoolName name = new PoolName(block.name());
      if (members.isEmpty()) {
        rendered.add(new RenderPool.CarriedPool(block.position(), name, block.text()));
        continue;
      }
      rendered.add(
          new RenderPool.CarriedPoolWithMembers(block.position(), name, block.text(), members));
      if (mapped.contains(block.name())) {
        filled.put(block.name(), members.stream().map(VmtaName::value).toList());
      }
    }
  }

  private SortedSet<VmtaName> members(PoolRow pool) {
    SortedSet<VmtaName> members = PoolPolicy.members(candidates(pool), before(pool.name()));
    return members.isEmpty() ? left(pool) : members;
  }

  /**
   * All members went to other pools. A pool that is gone would bounce the mail that is sent to it,
   * so one of those whom the operator put there stays.
   */
  private SortedSet<VmtaName> left(PoolRow pool) {
    SortedSet<VmtaName> left = new TreeSet<>();
    intent
        .pool(pool.name())
        .flatMap(block -> block.members().stream().findFirst())
        .ifPresent(left::add);
    return left;
  }

  private List<VmtaName> before(String pool) {
    return poolsBefore.getOrDefault(pool, List.of()).stream().map(VmtaName::new).toList();
  }

  private List<PoolPolicy.Candidate> candidates(PoolRow pool) {
    List<PoolPolicy.Candidate> candidates = new ArrayList<>();
    for (SendingIpRow ip : intent.ips()) {
      if (pool.id().equals(ip.poolId())) {
        CapPolicy.Render render = renderOf(ip);
        candidates.add(
            new PoolPolicy.Candidate(
                new VmtaName(ip.vmta()), ip.state(), render.stopped(), render.cap()));
      }
    }
    intent
        .pool(pool.name())
        .ifPresent(
            block ->
                block.members().stream()
                    .filter(m -> !byVmta.containsKey(m.value()))
                    .filter(m -> !intent.retired().contains(m.value()))
                    .forEach(m -> candidates.add(unmanaged(m))));
    return candidates;
  }

  private PoolPolicy.Candidate unmanaged(VmtaName vmta) {
    Optional<DailyCap> cap =
        intent.blocks().stream()
            .filter(block -> !block.isPool() && block.name().equals(vmta.value()))
            .findFirst()
            .flatMap(block -> DailyRate.capOf(block.text().block()));
    return new PoolPolicy.Candidate(vmta, null, false, cap.orElse(null));
  }

  /**
   * Never changed, except that a stop or a retirement takes its IP out; the last member stays in,
   * stopped.
   */
  private RenderPool unmapped(ServerIntent.CarriedBlock block) {
    PoolName name = new PoolName(block.name());
    SortedSet<VmtaName> sending = new TreeSet<>(block.members());
    sending.removeIf(member -> isOut(member.value()));
    if (sending.size() == new TreeSet<>(block.members()).size()) {
      return new RenderPool.CarriedPool(block.position(), name, block.text());
    }
    SortedSet<VmtaName> members =
        sending.isEmpty() ? new TreeSet<>(List.of(block.members().get(0))) : sending;
    return new RenderPool.CarriedPoolWithMembers(block.position(), name, block.text(), members);
  }

  private boolean isOut(String vmta) {
    SendingIpRow ip = byVmta.get(vmta);
    return ip == null ? intent.retired().contains(vmta) : ip.draining() || renderOf(ip).stopped();
  }

  /**
   * The rows hold the decision behind every cap. What may leave the file is retired and drained;
   * and a pool of the engine's that held nothing else.
   */
  private GuardContext allowed() {
    Map<String, DailyCap> caps = new TreeMap<>();
    intent.ips().forEach(ip -> caps.put(ip.vmta(), share(ip)));
    Set<String> uncapped = new HashSet<>();
    intent.blocks().stream()
        .filter(block -> !block.isPool() && !byVmta.containsKey(block.name()))
        .forEach(block -> uncapped.add(block.name()));
    Set<String> mayDisappear = new HashSet<>(intent.removable());
    intent.pools().stream()
        .filter(pool -> !pool.adopted() && candidates(pool).isEmpty())
        .map(PoolRow::name)
        .filter(pool -> intent.removable().containsAll(poolsBefore.getOrDefault(pool, List.of())))
        .forEach(mayDisappear::add);
    return new GuardContext(caps, uncapped, mayDisappear);
  }
}
