package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.HostException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.json.Json;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRepository;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerLock;
import io.emailengine.store.server.ServerLocks;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.workflows.apply.HostRequestOutcome;
import io.emailengine.workflows.apply.HostRequestRef;
import io.emailengine.workflows.apply.ServerRef;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Serves requests that need a host while their caller waits. The first answer stands. */
final class HostRequests {
  private final Transactions transactions;
  private final HostRequestRepository requests;
  private final ServerRepository servers;
  private final ServerLocks locks;
  private final Hosts hosts;
  private final Adopter adopter;
  private final Clock clock;

  HostRequests(
      Transactions transactions,
      HostRequestRepository requests,
      ServerRepository servers,
      ServerLocks locks,
      Hosts hosts,
      Adopter adopter,
      Clock clock) {
    this.transactions = transactions;
    this.requests = requests;
    this.servers = servers;
    this.locks = locks;
    this.hosts = hosts;
    this.adopter = adopter;
    this.clock = clock;
  }

  HostRequestOutcome serve(ServerRef ref, HostRequestRef asked, Runnable pulse) {
    UUID id = UUID.fromString(asked.requestId());
    HostRequestRow request =
        transactions.<@Nullable HostRequestRow>inScope(
            Scope.engine(), () -> requests.findById(id).orElse(null));
    ServerRow server =
        transactions.<@Nullable ServerRow>inScope(
            Scope.engine(), () -> servers.findByName(ref.server()).orElse(null));
    if (request == null || server == null || server.epoch() != ref.epoch()) {
      return new HostRequestOutcome(asked.requestId(), false);
    }
    if (request.answeredAt() == null) {
      Adopter.Outcome outcome = locked(server, request, pulse);
      transactions.inScope(
          Scope.engine(),
          () -> requests.answer(id, outcome.status(), Json.of(outcome.body()), clock.instant()));
    }
    return new HostRequestOutcome(asked.requestId(), true);
  }

  private Adopter.Outcome locked(ServerRow server, HostRequestRow request, Runnable pulse) {
    Optional<ServerLock> free = locks.tryLock(server.id());
    if (free.isEmpty()) {
      return Adopter.Outcome.refused(
          503, "server-busy", "Another process is writing this host.", List.of());
    }
    try (ServerLock lock = free.get();
        PmtaHost host = hosts.open(server)) {
      return request.kind() == HostRequestKind.ADOPT
          ? adopter.adopt(
              server, request.request().as(AdoptRequest.class), request.actor(), host, pulse)
          : inspect(server, host);
    } catch (HostException e) {
      Trouble trouble = Trouble.of(e);
      String type =
          trouble.state() == ServerState.UNREACHABLE ? "host-unreachable" : trouble.reason();
      return Adopter.Outcome.refused(
          trouble.state() == ServerState.UNREACHABLE ? 503 : 422,
          type,
          trouble.detail(),
          List.of());
    }
  }

  /** Reads the addresses of the host again. */
  private Adopter.Outcome inspect(ServerRow server, PmtaHost host) {
    List<String> addresses = HostInspection.canonical(host.facts().addresses());
    if (server.facts() != null) {
      ServerFacts old = server.facts().as(ServerFacts.class);
      ServerFacts facts =
          new ServerFacts(
              addresses,
              old.hostName(),
              old.vmtas(),
              old.pools(),
              old.fed(),
              old.headerFeeds(),
              old.bounceAfterSeconds());
      transactions.inScope(
          Scope.engine(),
          () -> servers.recordFacts(server.id(), server.epoch(), Json.of(facts), null));
    }
    return new Adopter.Outcome(200, Map.of("addresses", addresses));
  }
}
