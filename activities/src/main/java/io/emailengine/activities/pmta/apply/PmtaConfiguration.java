package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.history.ConfigHistory;
import io.emailengine.activities.pmta.host.PmtaHostConnector;
import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.intent.IpMoves;
import io.emailengine.store.intent.IpOverrides;
import io.emailengine.store.intent.IpUndo;
import io.emailengine.store.intent.Registrations;
import io.emailengine.store.ip.DecisionRepository;
import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.UncountedTimes;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.AdoptionRecords;
import io.emailengine.store.server.CarriedBlockRepository;
import io.emailengine.store.server.HostChanges;
import io.emailengine.store.server.HostRequestRepository;
import io.emailengine.store.server.OperatorFiles;
import io.emailengine.store.server.PausedQueues;
import io.emailengine.store.server.Queues;
import io.emailengine.store.server.RetiredVmtas;
import io.emailengine.store.server.ServerLocks;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerWatches;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.version.ConfigVersionRepository;
import io.emailengine.workflows.apply.ApplyTiming;
import io.emailengine.workflows.apply.PmtaActivities;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Wires what applies configurations. Needs the store, {@link PmtaSettings}, a {@link Clock} and a
 * {@link PmtaHostConnector}.
 */
@Configuration(proxyBeanMethods = false)
public class PmtaConfiguration {
  @Bean
  ConfigHistory configHistory(PmtaSettings settings) {
    return ConfigHistory.open(settings.historyFolder());
  }

  @Bean
  PmtaActivities pmtaActivities(
      PmtaSettings settings,
      PmtaHostConnector connector,
      ConfigHistory history,
      StartedEngine engine,
      Transactions transactions,
      ServerRepository servers,
      SendingIpRepository ips,
      HoldRepository holds,
      PoolRepository pools,
      CarriedBlockRepository blocks,
      TenantRepository tenants,
      ConfigVersionRepository versionRows,
      HostRequestRepository requestRows,
      OutboxRepository outbox,
      AuditRepository audit,
      ServerLocks locks,
      PausedQueues pausedQueues,
      DecisionRepository decisions,
      IpOverrides overrides,
      JdbcClient jdbc,
      IpMoves moves,
      Registrations registrations,
      ServerWatches watches,
      RetiredVmtas retiredVmtas,
      UncountedTimes uncounted,
      Queues queues,
      AdoptionRecords records,
      OperatorFiles operatorFiles,
      HostChanges hostChanges,
      Clock clock) {
    ApplyTiming timing =
        new ApplyTiming(settings.settle(), settings.minReloadInterval(), engine.day());
    Calendars calendars = new Calendars(engine.day());
    Hosts hosts = new Hosts(connector, engine.sealer());
    Versions versions = new Versions(versionRows, engine.sealer());
    StopAssertion stops =
        new StopAssertion(
            transactions, ips, holds, pausedQueues, retiredVmtas, watches, outbox, clock);
    QueueWatch watch =
        new QueueWatch(
            transactions, ips, queues, pausedQueues, stops, moves, outbox, engine.day(), clock);
    ReadBack readBack =
        new ReadBack(
            transactions,
            servers,
            ips,
            versionRows,
            new HistoryKeeper(servers, versionRows, history),
            uncounted,
            calendars);
    ServerCondition condition =
        new ServerCondition(transactions, servers, outbox, watches, timing, clock);
    IntentReader intents =
        new IntentReader(
            engine, ips, holds, pools, blocks, tenants, retiredVmtas, calendars, versions, watches);
    ApplyParts parts =
        new ApplyParts(
            transactions,
            servers,
            locks,
            versionRows,
            versions,
            intents,
            hosts,
            stops,
            watch,
            readBack,
            condition,
            calendars,
            engine.sealer(),
            watches,
            operatorFiles,
            ips,
            holds,
            pools,
            blocks,
            outbox,
            engine.instanceId(),
            clock);
    OverrideParts overrideParts =
        new OverrideParts(
            servers,
            ips,
            pools,
            tenants,
            holds,
            decisions,
            requestRows,
            audit,
            outbox,
            overrides,
            new IpUndo(jdbc, uncounted));
    Looks looks = new Looks(parts, queues, timing);
    PersonChanges changes = new PersonChanges(parts, overrideParts, timing);
    DriftAcceptance acceptance =
        new DriftAcceptance(parts, overrideParts, new EditedBlocks(blocks, ips, engine.sealer()));
    ServerApplier applier = new ServerApplier(parts, changes, looks);
    HostSettling settling =
        new HostSettling(
            transactions, hostChanges, operatorFiles, records, pausedQueues, versionRows);
    PoolMappings mappings = new PoolMappings(pools, tenants);
    AdoptionReports reports = new AdoptionReports(versions);
    AdoptionPreparation preparation =
        new AdoptionPreparation(transactions, intents, versions, mappings, reports, clock);
    KnownAdoption known =
        new KnownAdoption(transactions, engine, servers, blocks, pools, ips, records, versions);
    AdoptionIps adoptionIps = new AdoptionIps(registrations);
    AdoptionMappings adoptionMappings =
        new AdoptionMappings(
            transactions, known, servers, pools, mappings, adoptionIps, audit, outbox, clock);
    AdoptionRows adoption =
        new AdoptionRows(
            transactions,
            engine,
            servers,
            blocks,
            pools,
            adoptionIps,
            records,
            operatorFiles,
            hostChanges,
            audit,
            outbox,
            versions,
            readBack,
            condition,
            clock);
    UnadoptionRows unadoption =
        new UnadoptionRows(
            transactions,
            servers,
            blocks,
            pools,
            ips,
            decisions,
            hostChanges,
            pausedQueues,
            new UnadoptionRows.Forgotten(watches, retiredVmtas, queues),
            versions,
            audit,
            outbox,
            clock);
    Takeovers takeovers =
        new Takeovers(
            new Adopter(
                known,
                adoptionMappings,
                adoption,
                preparation,
                new AdoptionWriter(known, adoption, settling),
                settling),
            new Unadopter(
                unadoption, known, adoption, new UnadoptionReports(unadoption, reports), settling));
    HostRequests requests = new HostRequests(parts, requestRows, takeovers, changes, acceptance);
    LeftWork left = new LeftWork(parts, requestRows, requests, settling);
    return new PmtaActivitiesImpl(
        transactions, servers, applier, requests, left, looks, timing, calendars, clock);
  }
}
