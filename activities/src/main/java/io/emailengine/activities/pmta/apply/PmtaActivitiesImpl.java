package io.emailengine.activities.pmta.apply;

import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.apply.ApplyTiming;
import io.emailengine.workflows.apply.HostRequestOutcome;
import io.emailengine.workflows.apply.HostRequestRef;
import io.emailengine.workflows.apply.PmtaActivities;
import io.emailengine.workflows.apply.ServerEvaluation;
import io.emailengine.workflows.apply.ServerRef;
import java.time.Clock;
import java.time.Instant;

/** Thin: reads the row, asks the timing, hands over to the applier. */
final class PmtaActivitiesImpl implements PmtaActivities {
  private final Transactions transactions;
  private final ServerRepository servers;
  private final ServerApplier applier;
  private final HostRequests requests;
  private final LeftWork left;
  private final Looks looks;
  private final ApplyTiming timing;
  private final Calendars calendars;
  private final Clock clock;

  PmtaActivitiesImpl(
      Transactions transactions,
      ServerRepository servers,
      ServerApplier applier,
      HostRequests requests,
      LeftWork left,
      Looks looks,
      ApplyTiming timing,
      Calendars calendars,
      Clock clock) {
    this.transactions = transactions;
    this.servers = servers;
    this.applier = applier;
    this.requests = requests;
    this.left = left;
    this.looks = looks;
    this.timing = timing;
    this.calendars = calendars;
    this.clock = clock;
  }

  @Override
  public ServerEvaluation evaluate(ServerRef ref) {
    return transactions.inScope(
        Scope.engine(),
        () -> {
          Instant now = clock.instant();
          ServerRow server = servers.findByName(ref.server()).orElse(null);
          if (server == null || server.epoch() != ref.epoch()) {
            return new ServerEvaluation(
                ServerEvaluation.Action.GONE, now, "another run owns the server, or it is gone");
          }
          ServerEvaluation next =
              left.isThere(server)
                  ? settles(server, now)
                  : timing.next(looks.snapshot(server), calendars.of(server), now);
          if (!next.at().equals(server.nextDueAt())) {
            servers.setNextDue(server.id(), server.epoch(), next.at());
          }
          return next;
        });
  }

  private static ServerEvaluation settles(ServerRow server, Instant now) {
    Instant retry = server.retryAt();
    return new ServerEvaluation(
        ServerEvaluation.Action.OBSERVE,
        retry != null && retry.isAfter(now) ? retry : now,
        "settles what an earlier run left");
  }

  @Override
  public ApplyOutcome apply(ServerRef ref) {
    try (Heartbeat heartbeat = Heartbeat.start()) {
      left.run(ref, heartbeat);
      return applier.run(ref, true, heartbeat);
    }
  }

  @Override
  public void observe(ServerRef ref) {
    try (Heartbeat heartbeat = Heartbeat.start()) {
      left.run(ref, heartbeat);
      applier.run(ref, false, heartbeat);
    }
  }

  @Override
  public HostRequestOutcome serve(ServerRef ref, HostRequestRef request) {
    try (Heartbeat heartbeat = Heartbeat.start()) {
      return requests.serve(ref, request, heartbeat);
    }
  }
}
