package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.adopt.AdoptionRecord;
import io.emailengine.activities.pmta.config.adopt.EngineNames;
import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.AdoptionRecords;
import io.emailengine.store.server.BlockKind;
import io.emailengine.store.server.CarriedBlockRepository;
import io.emailengine.store.server.CarriedBlockRow;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What the rows know of the adoption of a server. */
final class KnownAdoption {
  private final Transactions transactions;
  private final StartedEngine engine;
  private final ServerRepository servers;
  private final CarriedBlockRepository blocks;
  private final PoolRepository pools;
  private final SendingIpRepository ips;
  private final AdoptionRecords records;
  private final Versions versions;

  KnownAdoption(
      Transactions transactions,
      StartedEngine engine,
      ServerRepository servers,
      CarriedBlockRepository blocks,
      PoolRepository pools,
      SendingIpRepository ips,
      AdoptionRecords records,
      Versions versions) {
    this.transactions = transactions;
    this.engine = engine;
    this.servers = servers;
    this.blocks = blocks;
    this.pools = pools;
    this.ips = ips;
    this.records = records;
    this.versions = versions;
  }

  UUID instanceId() {
    return engine.instanceId();
  }

  /** The server as it is now. */
  ServerRow now(ServerRow server) {
    return transactions.inScope(Scope.engine(), () -> servers.findById(server.id()).orElseThrow());
  }

  /** What undoing the adoption needs: of an adopted server, or of one that waits for a person. */
  Optional<AdoptionRecord> record(ServerRow server) {
    return transactions
        .inScope(Scope.engine(), () -> records.of(server.id()))
        .map(body -> engine.sealer().open(body, AdoptionRecords.purpose(server.id())))
        .map(AdoptionRecord::read);
  }

  /** Of the version that runs. */
  String runningSha(ServerRow server) {
    int running =
        Objects.requireNonNull(server.runningVersion(), "an adopted server runs something");
    return transactions.inScope(Scope.engine(), () -> versions.row(server.id(), running).sha256());
  }

  EngineNames names(ServerRow server) {
    return transactions.inScope(
        Scope.engine(),
        () -> {
          Set<String> vmtas = new HashSet<>();
          Set<String> poolNames = new HashSet<>();
          for (CarriedBlockRow block : blocks.findByServer(server.id())) {
            (block.kind() == BlockKind.VIRTUAL_MTA_POOL ? poolNames : vmtas).add(block.name());
          }
          ips.findRendered(server.id()).stream().map(SendingIpRow::vmta).forEach(vmtas::add);
          pools.findByServer(server.id()).stream().map(PoolRow::name).forEach(poolNames::add);
          return new EngineNames(vmtas, poolNames);
        });
  }

  /**
   * Pools that adoption has taken over; those that stay in the operator's files are not among.
   * Belongs into a transaction.
   */
  Set<String> takenPools(ServerRow server) {
    return server.adopted()
        ? blocks.findByServer(server.id()).stream()
            .filter(block -> block.kind() == BlockKind.VIRTUAL_MTA_POOL)
            .map(CarriedBlockRow::name)
            .collect(Collectors.toSet())
        : Set.of();
  }
}
