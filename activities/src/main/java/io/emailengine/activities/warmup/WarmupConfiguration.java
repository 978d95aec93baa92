package io.emailengine.activities.warmup;

import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.engine.StartedEngine;
import io.emailengine.store.intent.IpIntents;
import io.emailengine.store.ip.DecisionRepository;
import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.UncountedTimes;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.workflows.warmup.WarmupActivities;
import io.temporal.activity.Activity;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what warm-ups ask of the database. Needs the store and a {@link Clock}. */
@Configuration(proxyBeanMethods = false)
public class WarmupConfiguration {
  @Bean
  WarmupActivities warmupActivities(
      StartedEngine engine,
      Transactions transactions,
      SendingIpRepository ips,
      HoldRepository holds,
      ServerRepository servers,
      TenantRepository tenants,
      UncountedTimes uncounted,
      DecisionRepository decisions,
      AuditRepository audit,
      OutboxRepository outbox,
      IpIntents intents,
      Clock clock) {
    WarmupMoves moves =
        new WarmupMoves(ips, servers, tenants, decisions, audit, outbox, engine.day());
    return new WarmupActivitiesImpl(
        transactions,
        new WarmupViews(ips, holds, servers, tenants, uncounted, engine.day()),
        moves,
        intents,
        clock,
        () -> Activity.getExecutionContext().getInfo().getRunId());
  }
}
