package io.emailengine.activities.pmta.apply;

import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.json.Json;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.seal.Sealed;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.AdoptionRecords;
import io.emailengine.store.server.BlockKind;
import io.emailengine.store.server.CarriedBlockRepository;
import io.emailengine.store.server.CarriedBlockRow;
import io.emailengine.store.server.HostChange;
import io.emailengine.store.server.HostChanges;
import io.emailengine.store.server.OperatorFiles;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.Verification;
import io.emailengine.store.version.ConfigVersionRow;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows' side of an adoption: what it writes, before and after it touches the host. */
final class AdoptionRows {
  private static final Logger log = LoggerFactory.getLogger(AdoptionRows.class);

  private final Transactions transactions;
  private final StartedEngine engine;
  private final ServerRepository servers;
  private final CarriedBlockRepository blocks;
  private final PoolRepository pools;
  private final AdoptionIps adoptionIps;
  private final AdoptionRecords records;
  private final OperatorFiles operatorFiles;
  private final HostChanges changes;
  private final AuditRepository audit;
  private final OutboxRepository outbox;
  private final Versions versions;
  private final ReadBack readBack;
  private final ServerCondition condition;
  private final Clock clock;

  AdoptionRows(
      Transactions transactions,
      StartedEngine engine,
      ServerRepository servers,
      CarriedBlockRepository blocks,
      PoolRepository pools,
      AdoptionIps adoptionIps,
      AdoptionRecords records,
      OperatorFiles operatorFiles,
      HostChanges changes,
      AuditRepository audit,
      OutboxRepository outbox,
      Versions versions,
      ReadBack readBack,
      ServerCondition condition,
      Clock clock) {
    this.transactions = transactions;
    this.engine = engine;
    this.servers = servers;
    this.blocks = blocks;
    this.pools = pools;
    this.adoptionIps = adoptionIps;
    this.records = records;
    this.operatorFiles = operatorFiles;
    this.changes = changes;
    this.audit = audit;
    this.outbox = outbox;
    this.versions = versions;
    this.readBack = readBack;
    this.condition = condition;
    this.clock = clock;
  }

  /** An adoption that is about to touch the host. */
  record Begun(HostChange change, ConfigVersionRow version) {}

  /** Written before the host is touched, so that the next run knows what it may find there. */
  Begun begin(ServerRow server, AdoptionCandidate candidate, String actor) {
    return transactions.inScope(
        Scope.engine(),
        () -> {
          Instant now = clock.instant();
          ConfigVersionRow version =
              versions.candidate(
                  server.id(),
                  candidate.generation(),
                  candidate.file(),
                  candidate.caps(),
                  actor,
                  "adopted",
                  now);
          HostChange change = HostChange.begun(HostChange.Kind.ADOPT, version.n(), actor, now);
          changes.begin(server.id(), change);
          return new Begun(change, version);
        });
  }

  /**
   * The files are uploaded, and a person has to swap them: the next adoption goes on from there.
   */
  void waitForHands(ServerRow server, AdoptionCandidate candidate, Begun begun) {
    transactions.inScope(
        Scope.engine(),
        () -> {
          records.save(server.id(), sealed(server, candidate));
          versions.failed(server.id(), begun.version().n(), "waits for a person");
          changes.end(server.id(), begun.change().id());
        });
  }

  private Sealed sealed(ServerRow server, AdoptionCandidate candidate) {
    return engine.sealer().seal(candidate.record().toBytes(), AdoptionRecords.purpose(server.id()));
  }

  /**
   * Writes everything and takes it back, to know whether it can be.
   *
   * @return why not
   */
  Optional<Adopter.Outcome> rehearse(
      ServerRow server, AdoptionCandidate candidate, AdoptRequest request, String actor) {
    if (request.ips().isEmpty()) {
      return Optional.empty();
    }
    try {
      transactions.inScope(
          Scope.engine(),
          () -> {
            ServerRow adopted = writeRows(server, candidate);
            adoptionIps.register(adopted, request.ips(), actor, clock.instant());
            throw new RehearsedException();
          });
      return Optional.empty();
    } catch (RehearsedException e) {
      return Optional.empty();
    } catch (RefusedIps e) {
      return Optional.of(e.answer());
    }
  }

  /** Takes back what was written only to know whether it can be. */
  static final class RehearsedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * The host runs the adopted configuration: everything is written in one transaction.
   *
   * @throws RefusedIps if an IP can't be registered
   */
  void commit(
      ServerRow server,
      AdoptionCandidate candidate,
      Begun begun,
      AdoptRequest request,
      String actor,
      boolean markerSeen) {
    transactions.inScope(
        Scope.engine(),
        () -> {
          Instant now = clock.instant();
          servers.lockById(server.id());
          if (!changes.commit(server.id(), begun.change().id())) {
            throw new SupersededException();
          }
          ServerRow adopted = writeRows(server, candidate);
          servers.recordReload(
              server.id(),
              server.epoch(),
              new Calendars(engine.day()).of(adopted).dayOf(now),
              false,
              now);
          readBack.record(
              adopted,
              begun.version(),
              candidate.generation(),
              candidate.caps(),
              markerSeen ? Verification.FULL : Verification.PARTIAL,
              now);
          condition.well(adopted, now);
          adoptionIps.register(
              servers.findById(server.id()).orElseThrow(), request.ips(), actor, now);
          audit.insert(
              AuditRow.of(
                  now,
                  null,
                  actor,
                  "server.adopt",
                  server.name(),
                  Json.of(
                      Map.of(
                          "vmtas",
                          candidate.blocks().stream().filter(b -> !b.block().isPool()).count()))));
          outbox.insert(OutboxRow.wakeServer(server.name(), now));
        });
  }

  private ServerRow writeRows(ServerRow server, AdoptionCandidate candidate) {
    Instant now = clock.instant();
    for (AdoptionCandidate.Taken taken : candidate.blocks()) {
      UUID id = UUID.randomUUID();
      ServerIntent.CarriedBlock block = taken.block();
      blocks.insert(
          new CarriedBlockRow(
              id,
              server.id(),
              block.position(),
              block.isPool() ? BlockKind.VIRTUAL_MTA_POOL : BlockKind.VIRTUAL_MTA,
              block.name(),
              taken.file(),
              taken.line(),
              engine.sealer().seal(block.text().bytes(), CarriedBlockRow.bodyPurpose(id))));
    }
    candidate.pools().forEach(pools::save);
    records.save(server.id(), sealed(server, candidate));
    operatorFiles.replace(server.id(), candidate.operatorFiles());
    servers.bumpDesired(server.id(), now, false, false);
    servers.recordFacts(
        server.id(), server.epoch(), Json.of(candidate.facts()), candidate.timezone());
    servers.recordAdopted(server.id(), server.epoch(), now);
    return servers.findById(server.id()).orElseThrow();
  }

  /** The adoption is done; only its traces are left. The next run clears them away. */
  void leftToClear(ServerRow server, String why) {
    log.info("what adopting {} needed is cleared away later: {}", server.name(), why);
    transactions.inScope(
        Scope.engine(), () -> outbox.insert(OutboxRow.wakeServer(server.name(), clock.instant())));
  }
}
