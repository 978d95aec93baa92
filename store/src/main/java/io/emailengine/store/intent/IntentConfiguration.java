package io.emailengine.store.intent;

import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.ip.DecisionRepository;
import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.PoolRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.UncountedTimes;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.server.Queues;
import io.emailengine.store.server.RetiredVmtas;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.tenant.TenantRepository;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wires what people and rules want of IPs. */
@Configuration(proxyBeanMethods = false)
public class IntentConfiguration {
  @Bean
  RetiredVmtas retiredVmtas(JdbcClient jdbc) {
    return new RetiredVmtas(jdbc);
  }

  @Bean
  Queues queues(JdbcClient jdbc) {
    return new Queues(jdbc);
  }

  @Bean
  UncountedTimes uncountedTimes(JdbcClient jdbc) {
    return new UncountedTimes(jdbc);
  }

  @Bean
  ServerIntents serverIntents(ServerRepository servers, OutboxRepository outbox) {
    return new ServerIntents(servers, outbox);
  }

  @Bean
  IntentBook intentBook(
      DecisionRepository decisions, AuditRepository audit, OutboxRepository outbox) {
    return new IntentBook(decisions, audit, outbox);
  }

  @Bean
  BacklogGuard backlogGuard(Queues queues) {
    return new BacklogGuard(queues);
  }

  @Bean
  IpIntents ipIntents(
      SendingIpRepository ips, HoldRepository holds, ServerIntents servers, IntentBook book) {
    return new IpIntents(ips, holds, servers, book);
  }

  @Bean
  IpMoves ipMoves(
      SendingIpRepository ips,
      HoldRepository holds,
      UncountedTimes uncounted,
      RetiredVmtas retiredVmtas,
      ServerIntents servers,
      BacklogGuard backlog,
      IntentBook book) {
    return new IpMoves(ips, holds, uncounted, retiredVmtas, servers, backlog, book);
  }

  @Bean
  Registrations registrations(
      TenantRepository tenants,
      SendingIpRepository ips,
      PoolRepository pools,
      RetiredVmtas retiredVmtas,
      ServerIntents servers,
      IntentBook book) {
    return new Registrations(tenants, ips, pools, retiredVmtas, servers, book);
  }

  @Bean
  IpOverrides ipOverrides(
      SendingIpRepository ips,
      PoolRepository pools,
      TenantRepository tenants,
      Registrations registrations,
      IpMoves moves,
      BacklogGuard backlog,
      IntentBook book) {
    return new IpOverrides(ips, pools, tenants, registrations, moves, backlog, book);
  }
}
