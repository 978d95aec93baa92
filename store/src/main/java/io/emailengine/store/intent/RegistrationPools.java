package io.emailengine.store.intent;

import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.tenant.TenantRow;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The pools that registered IPs go into, and what their virtual MTAs get from them. */
final class RegistrationPools {
  private final PoolRepository pools;

  RegistrationPools(PoolRepository pools) {
    this.pools = pools;
  }

  /**
   * The pool of this tenant and purpose; null for a virtual MTA that sits in an unmapped pool of
   * the operator.
   */
  @Nullable PoolRow poolFor(
      Registrations.Wish wish,
      ServerRow server,
      TenantRow tenant,
      ServerFacts facts,
      VmtaPlan vmta,
      Asked asked) {
    if (vmta.adopted() && isInUnmappedPoolsOnly(server, facts, vmta.name())) {
      return null;
    }
    Optional<PoolRow> there =
        pools.findByTenantIdAndServerIdAndPurpose(tenant.id(), server.id(), wish.purpose().value());
    if (there.isPresent()) {
      return there.get();
    }
    boolean first = pools.countByTenantIdAndServerId(tenant.id(), server.id()) == 0;
    String name = first ? tenant.slug() + "-pool" : tenant.slug() + "-" + wish.purpose() + "-pool";
    boolean onHost =
        facts.pools().stream().anyMatch(pool -> pool.name().equalsIgnoreCase(name))
            || facts.vmtas().stream().anyMatch(v -> v.name().equalsIgnoreCase(name));
    if (onHost || pools.findByServerIdAndName(server.id(), name).isPresent()) {
      throw IntentRefused.conflict(
          "name-taken",
          "a pool "
              + name
              + " would be made for this purpose, and that name is taken on "
              + server.name());
    }
    return pools.save(
        new PoolRow(
            UUID.randomUUID(),
            tenant.id(),
            server.id(),
            wish.purpose().value(),
            name,
            false,
            asked.now(),
            null));
  }

  private boolean isInUnmappedPoolsOnly(ServerRow server, ServerFacts facts, String vmta) {
    List<String> holding =
        facts.pools().stream()
            .filter(pool -> pool.members().contains(vmta))
            .map(ServerFacts.FoundPool::name)
            .toList();
    return !holding.isEmpty()
        && holding.stream()
            .allMatch(name -> pools.findByServerIdAndName(server.id(), name).isEmpty());
  }

  /** Whether a virtual MTA made by the engine gets a DKIM key copied; mirrors what is rendered. */
  static boolean signs(
      ServerFacts facts, @Nullable PoolRow pool, TenantRow tenant, List<SendingIpRow> onServer) {
    List<String> signing =
        facts.vmtas().stream()
            .filter(ServerFacts.FoundVmta::signs)
            .map(ServerFacts.FoundVmta::name)
            .toList();
    boolean inPool =
        pool != null
            && pool.adopted()
            && facts.pools().stream()
                .filter(found -> found.name().equals(pool.name()))
                .anyMatch(found -> found.members().stream().anyMatch(signing::contains));
    return inPool
        || onServer.stream()
            .anyMatch(
                ip ->
                    ip.adopted()
                        && ip.tenantId().equals(tenant.id())
                        && signing.contains(ip.vmta()));
  }
}
