package io.emailengine.activities.pmta.apply;

import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which adopted pools belong to which tenant and purpose, as an adoption asks. Belongs into a
 * transaction.
 */
final class PoolMappings {
  final PoolRepository pools;
  final TenantRepository tenants;

  PoolMappings(PoolRepository pools, TenantRepository tenants) {
    this.pools = pools;
    this.tenants = tenants;
  }

  /**
   * Why pools cannot be mapped as asked; none if they can.
   *
   * @param found names of the pools that can be managed
   */
  List<HostProblem.Reason> wrong(ServerRow server, AdoptRequest request, Set<String> found) {
    List<HostProblem.Reason> wrong = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (Map.Entry<String, String> wish : new TreeMap<>(request.pools()).entrySet()) {
      String problem = wrong(server, wish.getKey(), wish.getValue(), found, taken);
      if (problem != null) {
        wrong.add(new HostProblem.Reason("pools." + wish.getKey(), null, null, problem));
      }
    }
    return wrong;
  }

  @Nullable String wrong(
      ServerRow server, String pool, String target, Set<String> found, Set<String> taken) {
    if (!found.contains(pool)) {
      return "the host has no pool of this name that can be managed";
    }
    Optional<Target> parsed = target(target);
    if (parsed.isEmpty()) {
      return "must be an existing tenant and a purpose, as in default/marketing";
    }
    if (!taken.add(target)) {
      return "another pool is mapped to " + target;
    }
    Optional<PoolRow> mapped = pools.findByServerIdAndName(server.id(), pool);
    if (mapped.isPresent() && !parsed.get().isOf(mapped.get())) {
      return "is mapped already, and to something else";
    }
    Optional<PoolRow> there =
        pools.findByTenantIdAndServerIdAndPurpose(
            parsed.get().tenant().id(), server.id(), parsed.get().purpose());
    return there.isPresent() && !there.get().name().equals(pool)
        ? "the pool " + there.get().name() + " is mapped to " + target
        : null;
  }

  record Target(TenantRow tenant, String purpose) {
    boolean isOf(PoolRow pool) {
      return pool.tenantId().equals(tenant.id()) && pool.purpose().equals(purpose);
    }
  }

  Optional<Target> target(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 2) {
      return Optional.empty();
    }
    try {
      String purpose = new Purpose(parts[1]).value();
      return tenants.findBySlug(parts[0]).map(tenant -> new Target(tenant, purpose));
    } catch (InvalidValueException e) {
      return Optional.empty(); // the answer to a purpose that cannot be one
    }
  }

  /** As {@link #rows}, without those that are there already. */
  List<PoolRow> missing(ServerRow server, AdoptRequest request, Instant now) {
    return rows(server, request, now).stream()
        .filter(row -> pools.findByServerIdAndName(server.id(), row.name()).isEmpty())
        .toList();
  }

  /** Rows for the mappings asked for, which were found to be right. */
  List<PoolRow> rows(ServerRow server, AdoptRequest request, Instant now) {
    List<PoolRow> rows = new ArrayList<>();
    new TreeMap<>(request.pools())
        .forEach(
            (name, text) -> {
              Target target = target(text).orElseThrow();
              rows.add(
                  new PoolRow(
                      UUID.randomUUID(),
                      target.tenant().id(),
                      server.id(),
                      target.purpose(),
                      name,
                      true,
                      now,
                      null));
            });
    return rows;
  }
}
