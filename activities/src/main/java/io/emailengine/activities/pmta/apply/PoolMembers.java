package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.grammar.DailyRate;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.workflows.apply.CapPolicy;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.VmtaName;
import io.emailengine.workflows.pool.PoolPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Who is in a pool that is mapped, and who must be out of every pool. Pure. */
final class PoolMembers {
  private final ServerIntent intent;
  private final IpCaps caps;
  private final Map<String, List<String>> poolsBefore;
  private final Map<String, SendingIpRow> byVmta;

  /**
   * @param poolsBefore members of the pools in the version that runs
   */
  PoolMembers(ServerIntent intent, IpCaps caps, Map<String, List<String>> poolsBefore) {
    this.intent = intent;
    this.caps = caps;
    this.poolsBefore = poolsBefore;
    this.byVmta = intent.ipsByVmta();
  }

  /** None in a pool that nobody was put into yet. */
  SortedSet<VmtaName> of(PoolRow pool) {
    SortedSet<VmtaName> members = PoolPolicy.members(candidates(pool), before(pool.name()));
    return members.isEmpty() ? left(pool) : members;
  }

  /** Whether nobody could be a member of it. */
  boolean nobodyFor(PoolRow pool) {
    return candidates(pool).isEmpty();
  }

  /** Stopped or drained: mail must not be given to it. */
  boolean isOut(String vmta) {
    SendingIpRow ip = byVmta.get(vmta);
    return ip == null ? intent.retired().contains(vmta) : ip.draining() || caps.of(ip).stopped();
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
        CapPolicy.Render render = caps.of(ip);
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
}
