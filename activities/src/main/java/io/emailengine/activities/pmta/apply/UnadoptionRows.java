package io.emailengine.activities.pmta.apply;

import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.intent.ServerIntents;
import io.emailengine.store.ip.DecisionRepository;
import io.emailengine.store.ip.DecisionRow;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.BlockKind;
import io.emailengine.store.server.CarriedBlockRepository;
import io.emailengine.store.server.CarriedBlockRow;
import io.emailengine.store.server.HostChange;
import io.emailengine.store.server.HostChanges;
import io.emailengine.store.server.PausedQueues;
import io.emailengine.store.server.Queues;
import io.emailengine.store.server.RetiredVmtas;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerWatches;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** The rows' side of giving a host back. */
final class UnadoptionRows {
  private final Transactions transactions;
  private final ServerRepository servers;
  private final CarriedBlockRepository blocks;
  private final PoolRepository pools;
  private final SendingIpRepository ips;
  private final DecisionRepository decisions;
  private final HostChanges changes;
  private final PausedQueues paused;
  private final Forgotten forgotten;
  private final Versions versions;
  private final AuditRepository audit;
  private final OutboxRepository outbox;
  private final ServerIntents shares;
  private final Clock clock;

  UnadoptionRows(
      Transactions transactions,
      ServerRepository servers,
      CarriedBlockRepository blocks,
      PoolRepository pools,
      SendingIpRepository ips,
      DecisionRepository decisions,
      HostChanges changes,
      PausedQueues paused,
      Forgotten forgotten,
      Versions versions,
      AuditRepository audit,
      OutboxRepository outbox,
      Clock clock) {
    this.transactions = transactions;
    this.servers = servers;
    this.blocks = blocks;
    this.pools = pools;
    this.ips = ips;
    this.decisions = decisions;
    this.changes = changes;
    this.paused = paused;
    this.forgotten = forgotten;
    this.versions = versions;
    this.audit = audit;
    this.outbox = outbox;
    this.shares = new ServerIntents(servers, outbox);
    this.clock = clock;
  }

  /** What is kept of a server only while it is adopted. */
  record Forgotten(ServerWatches watches, RetiredVmtas retiredVmtas, Queues queues) {
    void forget(UUID serverId) {
      watches.forget(serverId);
      retiredVmtas.clear(serverId);
      queues.forget(serverId, null);
    }
  }

  /**
   * What goes.
   *
   * @param paused virtual MTAs that the engine holds by runtime command
   * @param sha256 of the engine's file as recorded
   */
  record Given(
      List<CarriedBlockRow> blocks, List<String> addresses, List<String> paused, String sha256) {}

  Given given(ServerRow server) {
    int running =
        Objects.requireNonNull(server.runningVersion(), "an adopted server runs something");
    return transactions.inScope(
        Scope.engine(),
        () ->
            new Given(
                blocks.findByServer(server.id()),
                ips.findRendered(server.id()).stream().map(SendingIpRow::address).toList(),
                paused.of(server.id()),
                versions.row(server.id(), running).sha256()));
  }

  /** Virtual MTAs that exist by the engine only. */
  List<String> made(ServerRow server) {
    return transactions.inScope(
        Scope.engine(),
        () ->
            Stream.concat(
                    ips.findRendered(server.id()).stream()
                        .filter(ip -> !ip.adopted())
                        .map(SendingIpRow::vmta),
                    blocks.findByServer(server.id()).stream()
                        .filter(block -> block.kind() == BlockKind.VIRTUAL_MTA)
                        .filter(block -> block.file().equals(engineFile(server)))
                        .map(CarriedBlockRow::name))
                .distinct()
                .toList());
  }

  private static String engineFile(ServerRow server) {
    return new EnginePaths(server.configPath()).engineFile();
  }

  HostChange begin(ServerRow server, String actor) {
    HostChange change = HostChange.begun(HostChange.Kind.UNADOPT, null, actor, clock.instant());
    transactions.inScope(Scope.engine(), () -> changes.begin(server.id(), change));
    return change;
  }

  /** Nothing was changed on the host. */
  void drop(ServerRow server, HostChange change) {
    transactions.inScope(Scope.engine(), () -> changes.end(server.id(), change.id()));
  }

  /** The host runs the operator's own files: one transaction, in which the server becomes free. */
  void commit(ServerRow server, HostChange change, Unadopter.Wish wish) {
    transactions.inScope(
        Scope.engine(),
        () -> {
          Instant now = clock.instant();
          servers.lockById(server.id());
          if (!changes.commit(server.id(), change.id())) {
            throw new SupersededException();
          }
          List<SendingIpRow> retired = ips.findRendered(server.id());
          retired.forEach(ip -> retire(ip, wish, now));
          ips.leavePools(server.id());
          pools.deleteByServerId(server.id());
          blocks.deleteByServer(server.id());
          forgotten.forget(server.id());
          if (servers.recordUnadopted(server.id(), server.epoch(), now) == 0) {
            throw new SupersededException();
          }
          audit.insert(
              AuditRow.of(
                  now,
                  null,
                  wish.actor(),
                  "server.unadopt",
                  server.name(),
                  Json.of(Map.of("reason", wish.reason(), "retired", retired.size()))));
          outbox.insert(OutboxRow.wakeServer(server.name(), now));
        });
  }

  private void retire(SendingIpRow ip, Unadopter.Wish wish, Instant now) {
    ips.retireWithServer(ip.id(), now);
    Map<String, Object> inputs =
        Map.of("state", ip.state().wireName(), "cap", ip.dailyQuota(), "vmta", ip.vmta());
    decisions.insert(
        DecisionRow.of(ip, now, "retire", "unadopt", inputs, wish.actor(), wish.reason()));
    audit.insert(
        AuditRow.of(now, ip.tenantId(), wish.actor(), "ip.retire", ip.address(), Json.of(inputs)));
    outbox.insert(OutboxRow.wakeIp(ip.address(), now));
    shares.othersChanged(ip.serverId(), ip.tenantId(), now);
  }
}
