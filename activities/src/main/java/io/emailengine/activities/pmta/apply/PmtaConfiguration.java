package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.history.ConfigHistory;
import io.emailengine.activities.pmta.host.PmtaHostConnector;
import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.intent.IpMoves;
import io.emailengine.store.intent.IpOverrides;
import io.emailengine.store.intent.IpUndo;
import io.emailengine.store.ip.DecisionRepository;
import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.UncountedTimes;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.CarriedBlockRepository;
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
      RetiredVmtas retiredVmtas,
      Queues queues,
      IpMoves moves,
      Clock clock) {
    ApplyTiming timing =
        new ApplyTiming(settings.settle(), settings.minReloadInterval(), engine.day());
    Calendars calendars = new Calendars(engine.day());
    Hosts hosts = new Hosts(connector, engine.sealer());
    Versions versions = new Versions(versionRows, engine.sealer());
    ServerWatches watches = new ServerWatches(jdbc);
    OperatorFiles operatorFiles = new OperatorFiles(jdbc);
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
            new UncountedTimes(jdbc),
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
            new IpUndo(jdbc));
    PersonChanges changes = new PersonChanges(parts, overrideParts, timing);
    DriftAcceptance acceptance =
        new DriftAcceptance(parts, overrideParts, new EditedBlocks(blocks, ips, engine.sealer()));
    ServerApplier applier = new ServerApplier(parts, changes);
    PoolMappings mappings = new PoolMappings(pools, tenants);
    AdoptionPreparation preparation =
        new AdoptionPreparation(
            transactions, engine, mappings, new AdoptionReports(versions), clock);
    AdoptionRows adoption =
        new AdoptionRows(
            transactions,
            engine,
            servers,
            blocks,
            pools,
            ips,
            mappings,
            audit,
            outbox,
            versions,
            readBack,
            condition,
            clock);
    HostRequests requests =
        new HostRequests(
            parts, requestRows, new Adopter(adoption, preparation), changes, acceptance);
    return new PmtaActivitiesImpl(
        transactions, servers, applier, requests, stops, watches, timing, calendars, clock);
  }
}
