package io.emailengine.activities.pmta.config.render;

import static java.util.Objects.requireNonNull;

import io.emailengine.activities.pmta.config.render.RenderPool.CarriedPoolWithMembers;
import io.emailengine.activities.pmta.config.render.RenderPool.EnginePool;
import io.emailengine.workflows.model.VmtaName;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * Everything that decides the engine's file. The lists are kept in canonical order, so the order in
 * which they are given means nothing: adopted ones by position, then the engine's own, each by name
 * where that leaves a choice.
 *
 * @param generation of the server's intent, at least 0
 */
public record RenderInput(
    UUID instanceId, long generation, List<RenderVmta> vmtas, List<RenderPool> pools) {
  private static final Comparator<RenderVmta> VMTA_ORDER =
      Comparator.comparingInt(RenderInput::positionOf).thenComparing(RenderVmta::name);
  private static final Comparator<RenderPool> POOL_ORDER =
      Comparator.comparingInt(RenderInput::placeOf).thenComparing(RenderPool::name);

  /**
   * Checks and orders.
   *
   * @throws IllegalArgumentException if two names are equal (virtual MTAs and pools share one
   *     namespace, whatever the case), or a pool that the engine fills names a virtual MTA that
   *     neither stands here nor was put there by the operator
   */
  public RenderInput {
    requireNonNull(instanceId, "instanceId is null");
    if (generation < 0) {
      throw new IllegalArgumentException("generation is negative: " + generation);
    }
    vmtas = vmtas.stream().sorted(VMTA_ORDER).toList();
    pools = pools.stream().sorted(POOL_ORDER).toList();
    Set<String> names = new HashSet<>(vmtas.size() * 2);
    Set<VmtaName> known = new HashSet<>(vmtas.size() * 2);
    for (RenderVmta vmta : vmtas) {
      addName(names, vmta.name().value());
      known.add(vmta.name());
    }
    for (RenderPool pool : pools) {
      addName(names, pool.name().value());
      for (VmtaName member : members(pool)) {
        if (!known.contains(member) && !isTheOperators(pool, member)) {
          throw new IllegalArgumentException(
              "pool " + pool.name() + " names the unknown virtual MTA " + member);
        }
      }
    }
  }

  /** True for a member that the operator put there: its block may stand in another file. */
  private static boolean isTheOperators(RenderPool pool, VmtaName member) {
    return pool instanceof CarriedPoolWithMembers carried
        && carried.original().block().lines("virtual-mta").stream()
            .flatMap(line -> line.words().stream().limit(1))
            .anyMatch(name -> name.equalsIgnoreCase(member.value()));
  }

  private static void addName(Set<String> names, String name) {
    if (!names.add(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("the name " + name + " is given twice");
    }
  }

  private static Set<VmtaName> members(RenderPool pool) {
    if (pool instanceof CarriedPoolWithMembers carried) {
      return carried.members();
    }
    return pool instanceof EnginePool made ? made.members() : Set.of();
  }

  private static int positionOf(RenderVmta vmta) {
    return vmta instanceof RenderVmta.CarriedVmta carried ? carried.position() : Integer.MAX_VALUE;
  }

  private static int placeOf(RenderPool pool) {
    if (pool instanceof RenderPool.CarriedPool carried) {
      return carried.position();
    }
    return pool instanceof CarriedPoolWithMembers carried ? carried.position() : Integer.MAX_VALUE;
  }
}
