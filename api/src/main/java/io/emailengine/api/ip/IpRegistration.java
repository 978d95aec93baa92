package io.emailengine.api.ip;

import io.emailengine.api.problem.ApiException;
import io.emailengine.api.temporal.HostProblems;
import io.emailengine.api.temporal.HostRequests;
import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.intent.ServerIntents;
import io.emailengine.store.ip.DecisionRepository;
import io.emailengine.store.ip.DecisionRow;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.ServerName;
import io.emailengine.workflows.pool.TenantQuota;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Puts an IP under the engine's care: row, decision, audit, generation and wake-ups in one
 * transaction.
 */
@Component
public class IpRegistration {
  private final Transactions transactions;
  private final ServerRepository servers;
  private final ServerIntents intents;
  private final TenantRepository tenants;
  private final SendingIpRepository ips;
  private final PoolRepository pools;
  private final DecisionRepository decisions;
  private final AuditRepository audit;
  private final OutboxRepository outbox;
  private final HostRequests hosts;
  private final Clock clock;

  IpRegistration(
      Transactions transactions,
      ServerRepository servers,
      TenantRepository tenants,
      SendingIpRepository ips,
      PoolRepository pools,
      DecisionRepository decisions,
      AuditRepository audit,
      OutboxRepository outbox,
      HostRequests hosts,
      Clock clock) {
    this.transactions = transactions;
    this.servers = servers;
    this.intents = new ServerIntents(servers, outbox);
    this.tenants = tenants;
    this.ips = ips;
    this.pools = pools;
    this.decisions = decisions;
    this.audit = audit;
    this.outbox = outbox;
    this.hosts = hosts;
    this.clock = clock;
  }

  /** What became of a registration; {@code created} is false for the same wish again. */
  public record Registered(SendingIpRow ip, boolean created) {}

  /**
   * Asks the host for its addresses if it is not known to have this one. To be called outside a
   * transaction, because the host may take its time.
   */
  public void lookForAddress(Registration wish, String actor) {
    Optional<ServerRow> unsure =
        transactions.inScope(
            Scope.operator(),
            () -> {
              if (ips.findByAddress(wish.address().value()).isPresent()) {
                return Optional.empty(); // there is nothing to register
              }
              ServerRow server = server(wish);
              boolean known = facts(server).addresses().contains(wish.address().value());
              return known ? Optional.empty() : Optional.of(server);
            });
    unsure.ifPresent(
        server ->
            HostProblems.answerOf(
                hosts.ask(server, HostRequestKind.INSPECT, Json.EMPTY_OBJECT, actor)));
  }

  /** Belongs into the request's transaction. */
  public Registered register(Registration wish, boolean force, String actor) {
    ServerRow server = lock(server(wish), wish);
    String hash = wish.hash(new ServerName(server.name()));
    Optional<SendingIpRow> present = ips.findByAddress(wish.address().value());
    if (present.isPresent()) {
      if (present.get().requestHash().equals(hash)) {
        return new Registered(present.get(), false);
      }
      throw ApiException.conflict(
          "address-taken", wish.address() + " is registered already, and not with this body");
    }
    TenantRow tenant =
        tenants
            .findBySlug(wish.tenant().value())
            .flatMap(row -> tenants.lockById(row.id()))
            .orElseThrow(
                () ->
                    ApiException.impossible(
                        "no-such-tenant", "tenant", "there is no tenant " + wish.tenant()));
    if (!new TenantQuota(tenant.dailyQuota()).fits(ips.countByTenant(tenant.id()) + 1)) {
      throw ApiException.impossible(
          "tenant-quota",
          "tenant",
          "the quota of "
              + tenant.slug()
              + ", "
              + tenant.dailyQuota()
              + " a day, does not give each IP a message a day");
    }
    ServerFacts facts = facts(server);
    if (!force && !facts.addresses().contains(wish.address().value())) {
      throw ApiException.impossible(
          "address-not-on-host",
          "address",
          wish.address()
              + " is on no interface of "
              + server.name()
              + "; force=true registers it all the same");
    }
    Instant now = clock.instant();
    VmtaPlan vmta = VmtaPlan.of(wish, facts, ips.findByServer(server.id()));
    PlacedPool pool = pool(wish, server, tenant, facts, vmta, now);
    List<String> warnings =
        vmta.warnings(pool.row() == null, signs(facts, pool.row(), tenant, server));
    SendingIpRow ip =
        ips.save(
            SendingIpRow.registered(
                UUID.randomUUID(),
                tenant.id(),
                server.id(),
                pool.row() == null ? null : pool.row().id(),
                wish.address().value(),
                wish.purpose().value(),
                vmta.name(),
                vmta.adopted(),
                vmta.hostname(),
                wish.state(),
                wish.firstQuota(),
                wish.schedule(),
                UUID.randomUUID(),
                actor,
                hash,
                warnings,
                now));
    record(ip, wish, server, actor, now);
    return new Registered(ip, true);
  }

  private ServerRow lock(ServerRow server, Registration wish) {
    return tenants
        .findBySlug(wish.tenant().value())
        .filter(tenant -> tenant.dailyQuota() != null)
        .flatMap(tenant -> intents.lock(server.id(), tenant.id()))
        .or(() -> servers.lockById(server.id()))
        .orElseThrow();
  }

  private ServerRow server(Registration wish) {
    ServerName name = wish.server();
    ServerRow server;
    if (name != null) {
      server =
          servers
              .findByName(name.value())
              .orElseThrow(
                  () ->
                      ApiException.impossible(
                          "no-such-server", "server", "there is no server " + name));
    } else {
      // The same wish again is the same wish, though there be another server by now.
      Optional<ServerRow> present =
          ips.findByAddress(wish.address().value()).flatMap(ip -> servers.findById(ip.serverId()));
      if (present.isPresent()) {
        return present.get();
      }
      List<ServerRow> all = servers.page(2, 0);
      if (all.size() > 1) {
        throw ApiException.invalid("server", "required", "is required, because there are several");
      }
      if (all.isEmpty()) {
        throw ApiException.conflict(
            "server-not-adopted", "there is no server yet; register and adopt one first");
      }
      server = all.get(0);
    }
    if (!server.adopted()) {
      throw ApiException.conflict(
          "server-not-adopted",
          server.name()
              + " is not adopted yet; POST /api/v2/servers/"
              + server.name()
              + "/adopt first");
    }
    return server;
  }

  private static ServerFacts facts(ServerRow server) {
    return Objects.requireNonNull(server.facts(), "an adopted server has facts")
        .as(ServerFacts.class);
  }

  private record PlacedPool(@Nullable PoolRow row) {}

  /**
   * The pool of this tenant and purpose; none for a virtual MTA that sits in an unmapped pool of
   * the operator.
   */
  private PlacedPool pool(
      Registration wish,
      ServerRow server,
      TenantRow tenant,
      ServerFacts facts,
      VmtaPlan vmta,
      Instant now) {
    if (vmta.adopted()) {
      List<String> holding =
          facts.pools().stream()
              .filter(pool -> pool.members().contains(vmta.name()))
              .map(ServerFacts.FoundPool::name)
              .toList();
      boolean unmapped =
          !holding.isEmpty()
              && holding.stream()
                  .allMatch(name -> pools.findByServerIdAndName(server.id(), name).isEmpty());
      if (unmapped) {
        return new PlacedPool(null);
      }
    }
    Optional<PoolRow> there =
        pools.findByTenantIdAndServerIdAndPurpose(tenant.id(), server.id(), wish.purpose().value());
    if (there.isPresent()) {
      return new PlacedPool(there.get());
    }
    boolean first = pools.countByTenantIdAndServerId(tenant.id(), server.id()) == 0;
    String name = first ? tenant.slug() + "-pool" : tenant.slug() + "-" + wish.purpose() + "-pool";
    boolean onHost =
        facts.pools().stream().anyMatch(pool -> pool.name().equalsIgnoreCase(name))
            || facts.vmtas().stream().anyMatch(v -> v.name().equalsIgnoreCase(name));
    if (onHost || pools.findByServerIdAndName(server.id(), name).isPresent()) {
      throw ApiException.conflict(
          "name-taken",
          "a pool "
              + name
              + " would be made for this purpose, and that name is taken on "
              + server.name());
    }
    return new PlacedPool(
        pools.save(
            new PoolRow(
                UUID.randomUUID(),
                tenant.id(),
                server.id(),
                wish.purpose().value(),
                name,
                false,
                now,
                null)));
  }

  /** Whether a virtual MTA made by the engine gets a DKIM key copied; mirrors what is rendered. */
  private boolean signs(
      ServerFacts facts, @Nullable PoolRow pool, TenantRow tenant, ServerRow server) {
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
        || ips.findByServer(server.id()).stream()
            .anyMatch(
                ip ->
                    ip.adopted()
                        && ip.tenantId().equals(tenant.id())
                        && signing.contains(ip.vmta()));
  }

  private void record(
      SendingIpRow ip, Registration wish, ServerRow server, String actor, Instant now) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    inputs.put("state", ip.state().wireName());
    inputs.put("quota", ip.dailyQuota());
    inputs.put("schedule", wish.schedule().name());
    inputs.put("server", server.name());
    inputs.put("vmta", ip.vmta());
    decisions.insert(
        new DecisionRow(
            UUID.randomUUID(),
            ip.tenantId(),
            ip.id(),
            null,
            now,
            "register",
            "registration",
            Json.of(inputs),
            server.runningVersion(),
            actor,
            null));
    audit.insert(
        AuditRow.of(now, ip.tenantId(), actor, "ip.register", ip.address(), Json.of(inputs)));
    intents.changed(server, ip.tenantId(), now, false);
    if (ip.state() == IpState.WARMING) {
      outbox.insert(OutboxRow.wakeIp(ip.address(), now));
    }
  }
}
