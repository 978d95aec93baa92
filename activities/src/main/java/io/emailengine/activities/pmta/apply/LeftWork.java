package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.HostException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.json.Json;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRepository;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.ServerLock;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.apply.HostRequestRef;
import io.emailengine.workflows.apply.ServerRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What earlier runs on a host have left undone: an interrupted change of the operator's files, and
 * requests of adoption whose caller or server died before they were answered.
 */
final class LeftWork {
  /** Older requests are refused: nobody waits for them, and things may have changed. */
  private static final Duration OLDEST = Duration.ofMinutes(10);

  private final ApplyParts parts;
  private final HostRequestRepository requestRows;
  private final HostRequests requests;
  private final HostSettling settling;

  LeftWork(
      ApplyParts parts,
      HostRequestRepository requestRows,
      HostRequests requests,
      HostSettling settling) {
    this.parts = parts;
    this.requestRows = requestRows;
    this.requests = requests;
    this.settling = settling;
  }

  /** Whether there is any. Belongs into a transaction. */
  boolean isThere(ServerRow server) {
    return settling.open(server).isPresent() || !unanswered(server).isEmpty();
  }

  private List<HostRequestRow> unanswered(ServerRow server) {
    return requestRows.findUnanswered(server.id()).stream()
        .filter(row -> Takeovers.serves(row.kind()) || row.kind() == HostRequestKind.INSPECT)
        .toList();
  }

  /** Does it, as far as the host allows; its failures are shown on the server. */
  void run(ServerRef ref, Runnable pulse) {
    Optional<ServerRow> server =
        parts.inEngineScope(
            () ->
                parts.servers().findByName(ref.server()).filter(row -> row.epoch() == ref.epoch()));
    if (server.isEmpty()) {
      return;
    }
    if (settling.open(server.get()).isPresent()) {
      settle(server.get(), pulse);
    }
    Instant oldest = parts.clock().instant().minus(OLDEST);
    for (HostRequestRow row : parts.inEngineScope(() -> unanswered(server.get()))) {
      if (row.createdAt().isBefore(oldest)) {
        abandon(row);
      } else {
        requests.serve(ref, new HostRequestRef(row.id().toString()), pulse);
      }
    }
  }

  private void settle(ServerRow server, Runnable pulse) {
    Optional<ServerLock> free = parts.locks().tryLock(server.id());
    if (free.isEmpty()) {
      return; // whoever writes the host settles it first
    }
    Optional<Trouble> trouble;
    try (ServerLock lock = free.get();
        PmtaHost host = parts.hosts().open(server)) {
      trouble = settling.settle(server, host, pulse);
    } catch (HostException e) {
      trouble = Optional.of(Trouble.of(e));
    }
    if (trouble.isPresent()) {
      parts.condition().failed(server.id(), server.epoch(), trouble.get());
    } else if (!server.adopted()) {
      parts.condition().free(server.id(), server.epoch());
    }
  }

  private void abandon(HostRequestRow row) {
    HostProblem problem =
        new HostProblem(
            "abandoned",
            "Nobody served the request in time; ask again if it is still wanted.",
            List.of());
    parts.inEngineScope(
        () -> requestRows.answer(row.id(), 503, Json.of(problem), parts.clock().instant()));
  }
}
