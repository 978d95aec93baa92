package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.HostException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.json.Json;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
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
  private final Takeovers takeovers;
  private final ApplyParts parts;
  private final PersonChanges changes;
  private final DriftAcceptance acceptance;
  private final ServerCondition condition;
  private final Clock clock;

  HostRequests(
      ApplyParts parts,
      HostRequestRepository requests,
      Takeovers takeovers,
      PersonChanges changes,
      DriftAcceptance acceptance) {
    this.parts = parts;
    this.transactions = parts.transactions();
    this.requests = requests;
    this.servers = parts.servers();
    this.locks = parts.locks();
    this.hosts = parts.hosts();
    this.takeovers = takeovers;
    this.changes = changes;
    this.acceptance = acceptance;
    this.condition = parts.condition();
    this.clock = parts.clock();
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
      locked(server, request, pulse)
          .ifPresent(
              outcome ->
                  transactions.inScope(
                      Scope.engine(),
                      () ->
                          requests.answer(
                              id, outcome.status(), Json.of(outcome.body()), clock.instant())));
    }
    return new HostRequestOutcome(asked.requestId(), true);
  }

  /** Empty: it is in the rows, and a later run answers it. */
  private Optional<Adopter.Outcome> locked(
      ServerRow server, HostRequestRow request, Runnable pulse) {
    Optional<ServerLock> free = locks.tryLock(server.id());
    if (free.isEmpty()) {
      return Optional.of(
          Adopter.Outcome.refused(
              503, "server-busy", "Another process is writing this host.", List.of()));
    }
    try (ServerLock lock = free.get()) {
      return opened(server, request, lock, pulse);
    }
  }

  private Optional<Adopter.Outcome> opened(
      ServerRow server, HostRequestRow request, ServerLock lock, Runnable pulse) {
    try (PmtaHost host = hosts.open(server)) {
      if (PersonChanges.serves(request.kind()) || request.kind() == HostRequestKind.ACCEPT) {
        return changed(server, request, host, lock, pulse);
      }
      return Optional.of(
          Takeovers.serves(request.kind())
              ? takeovers.serve(server, request, host, pulse)
              : inspect(server, host));
    } catch (HostException e) {
      return failed(server, request, Trouble.of(e));
    }
  }

  private Optional<Adopter.Outcome> changed(
      ServerRow server, HostRequestRow request, PmtaHost host, ServerLock lock, Runnable pulse) {
    if (!server.adopted()) {
      return Optional.of(
          Adopter.Outcome.refused(
              409, "server-not-adopted", server.name() + " is not adopted", List.of()));
    }
    // Once more: whoever held the lock until now may have moved the row.
    ServerRow locked = transactions.inScope(Scope.engine(), () -> row(server));
    ApplyRun run = new ApplyRun(parts, locked, host, lock, pulse);
    return request.kind() == HostRequestKind.ACCEPT
        ? Optional.of(acceptance.accept(run, request))
        : changes.serve(request, run);
  }

  private ServerRow row(ServerRow server) {
    return servers
        .findById(server.id())
        .filter(row -> row.epoch() == server.epoch())
        .orElseThrow(SupersededException::new);
  }

  /** The host failed: before anything was written, or in the middle of it. */
  private Optional<Adopter.Outcome> failed(
      ServerRow server, HostRequestRow request, Trouble trouble) {
    if (PersonChanges.serves(request.kind()) && server.adopted()) {
      try {
        if (changes.isOpenAfterFailure(request, server)) {
          condition.failed(server.id(), server.epoch(), trouble);
          return Optional.empty();
        }
      } catch (ChangeRefused e) {
        return Optional.of(e.outcome());
      }
    }
    boolean unreachable = trouble.state() == ServerState.UNREACHABLE;
    return Optional.of(
        Adopter.Outcome.refused(
            unreachable ? 503 : 422,
            unreachable ? "host-unreachable" : trouble.reason(),
            trouble.detail(),
            List.of()));
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
