package io.emailengine.api.tenant;

import io.emailengine.api.problem.ApiException;
import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.intent.ServerIntents;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.json.Json;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.pool.TenantQuota;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Changes and forgets tenants. Methods belong into the request's transaction. */
@Component
class TenantChanges {
  private final TenantRepository tenants;
  private final SendingIpRepository ips;
  private final ServerIntents servers;
  private final AuditRepository audit;
  private final Clock clock;

  TenantChanges(
      TenantRepository tenants,
      SendingIpRepository ips,
      ServerIntents servers,
      AuditRepository audit,
      Clock clock) {
    this.tenants = tenants;
    this.ips = ips;
    this.servers = servers;
    this.audit = audit;
    this.clock = clock;
  }

  /** Another quota is shared anew on every server of the tenant. */
  TenantRow apply(String slug, TenantPatch patch) {
    TenantRow seen = find(slug);
    Instant now = clock.instant();
    boolean newQuota = patch.hasQuota() && !Objects.equals(seen.dailyQuota(), patch.dailyQuota());
    if (newQuota) {
      // Servers before the tenant, as registration does it.
      servers.quotaChanged(seen.id(), now);
    }
    TenantRow before = tenants.lockById(seen.id()).orElseThrow(() -> gone());
    TenantRow after = patch.on(before);
    if (newQuota && !new TenantQuota(after.dailyQuota()).fits(ips.countByTenant(before.id()))) {
      throw ApiException.impossible(
          "tenant-quota", "dailyQuota", "does not give each of the tenant's IPs a message a day");
    }
    if (after.equals(before)) {
      return before;
    }
    TenantRow saved = tenants.save(after);
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("name", saved.name());
    detail.put("domain", saved.domain());
    detail.put("dailyQuota", saved.dailyQuota());
    record(saved, "tenant.change", detail, now);
    return saved;
  }

  void delete(String slug) {
    TenantRow tenant = tenants.lockById(find(slug).id()).orElseThrow(() -> gone());
    if (tenant.slug().equals(TenantRow.DEFAULT_SLUG)) {
      throw ApiException.conflict("default-tenant", "the tenant default can't be deleted");
    }
    long left = ips.countByTenant(tenant.id());
    if (left > 0) {
      throw ApiException.conflict(
          "tenant-in-use", tenant.slug() + " has " + left + " IPs that are not retired");
    }
    Instant now = clock.instant();
    tenants.markDeleted(tenant.id(), now);
    record(tenant, "tenant.delete", Map.of(), now);
  }

  private TenantRow find(String slug) {
    return tenants.findBySlug(slug).orElseThrow(() -> gone());
  }

  private static ApiException gone() {
    return ApiException.notFound("this tenant");
  }

  private void record(TenantRow tenant, String action, Map<String, Object> detail, Instant now) {
    audit.insert(
        AuditRow.of(
            now, tenant.id(), Actor.OPERATOR.name(), action, tenant.slug(), Json.of(detail)));
  }
}
