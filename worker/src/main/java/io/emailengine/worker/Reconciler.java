package io.emailengine.worker;

import io.emailengine.store.intent.IpIntents;
import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.HoldRow;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.HostRequestRepository;
import io.emailengine.worker.Executions.Seen;
import io.emailengine.worker.ReconcilerRows.Kind;
import io.emailengine.worker.ReconcilerRows.Wanted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares rows with workflows and starts what should run and does not. The other direction needs
 * no search: a run that nobody wants finds out by the epoch at its next look, and ends.
 *
 * <p>Asking the server for each of ten thousand workflows every 30 s would be a load of its own. So
 * only these are asked for: rows that were not seen running since this process began, rows that are
 * overdue, and a few of the others in turn. If one that was seen running is unknown to the server,
 * it may have lost its memory, and everything is asked for again at once.
 */
final class Reconciler implements Loop.Step {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  /** Longer than an apply to a host that hangs, with its retries. */
  private static final Duration APPLY_PATIENCE = Duration.ofMinutes(10);

  /** So many are compared, and started, before anything else gets its turn. */
  private static final int CHUNK = 100;

  private static final Duration TIDY_EVERY = Duration.ofHours(1);
  private static final Duration KEEP_WISHES = Duration.ofDays(7);
  private static final Duration KEEP_REQUESTS = Duration.ofDays(1);

  private final Transactions transactions;
  private final ReconcilerRows rows;
  private final HoldRepository holds;
  private final IpIntents intents;
  private final OutboxRepository outbox;
  private final HostRequestRepository requests;
  private final Executions executions;
  private final WorkflowStarts starts;
  private final WorkerMetrics metrics;
  private final Duration grace;
  private final Clock clock;
  private final Instant began;
  private final Sightings sightings = new Sightings();
  private Instant tidied = Instant.MIN;

  Reconciler(
      Transactions transactions,
      ReconcilerRows rows,
      HoldRepository holds,
      IpIntents intents,
      OutboxRepository outbox,
      HostRequestRepository requests,
      Executions executions,
      WorkflowStarts starts,
      WorkerMetrics metrics,
      Duration grace,
      Clock clock) {
    this.transactions = transactions;
    this.rows = rows;
    this.holds = holds;
    this.intents = intents;
    this.outbox = outbox;
    this.requests = requests;
    this.executions = executions;
    this.starts = starts;
    this.metrics = metrics;
    this.grace = grace;
    this.clock = clock;
    this.began = clock.instant();
  }

  /** One comparison; true if the server has lost its memory and everything must be asked for. */
  @Override
  public boolean run() throws InterruptedException {
    endExpiredHolds();
    tidy();
    List<Wanted> wanted = wanted();
    sightings.keepOnly(wanted);
    boolean forgot = false;
    try {
      List<Wanted> suspects = List.copyOf(suspects(wanted));
      for (int from = 0; from < suspects.size(); from += CHUNK) {
        forgot |= compare(suspects.subList(from, Math.min(from + CHUNK, suspects.size())));
      }
    } catch (RuntimeException e) {
      if (!OutboxRelay.isUnreachable(e)) {
        throw e;
      }
      LOG.warn("Rows can't be compared while Temporal can't be reached");
      starts.serverMayBeNew();
      forgot = false;
    } finally {
      report(wanted);
    }
    if (forgot) {
      LOG.warn("Temporal does not know workflows that were running: asking for all of them");
      sightings.forget();
    }
    return forgot;
  }

  private List<Wanted> wanted() {
    return transactions.inScope(
        Scope.engine(),
        () -> {
          List<Wanted> wanted = new ArrayList<>(rows.servers());
          wanted.addAll(rows.warming());
          return wanted;
        });
  }

  private Set<Wanted> suspects(List<Wanted> wanted) {
    Instant late = clock.instant().minus(grace);
    Set<Wanted> suspects = new LinkedHashSet<>();
    for (Wanted row : wanted) {
      boolean unseen = !sightings.isSeen(row) && !isBeingStarted(row, late);
      if (unseen || row.isOverdue(late)) {
        suspects.add(row);
      }
    }
    suspects.addAll(sightings.longestAgo(wanted));
    return suspects;
  }

  /** A row made a moment ago: its wish to be started is still on its way. */
  private boolean isBeingStarted(Wanted row, Instant late) {
    return row.createdAt().isAfter(began) && row.createdAt().isAfter(late);
  }

  /** True if a workflow that was seen running is unknown now. */
  private boolean compare(List<Wanted> chunk) throws InterruptedException {
    List<Seen> looks = executions.look(chunk);
    List<Wanted> missing = new ArrayList<>();
    boolean forgotten = false;
    Instant now = clock.instant();
    for (int i = 0; i < chunk.size(); i++) {
      Wanted row = chunk.get(i);
      if (looks.get(i) == Seen.RUNNING) {
        running(row, now);
      } else {
        forgotten |= looks.get(i) == Seen.ABSENT && sightings.isSeen(row);
        sightings.missing(row, now);
        missing.add(row);
      }
    }
    if (forgotten) {
      starts.serverMayBeNew();
    }
    for (Wanted row : starts.restart(missing)) {
      LOG.info("Started the workflow of {}, which was not running", row.name());
      metrics.workflowStarted();
      sightings.started(row, clock.instant());
    }
    return forgotten;
  }

  private void running(Wanted row, Instant now) {
    sightings.running(row, now);
    if (row.isOverdue(now.minus(grace)) && sightings.isFirstReminder(row)) {
      remind(row);
    }
  }

  /** Once for each missed look. A run that lost its row ends by it, and is replaced next time. */
  private void remind(Wanted row) {
    if (row.kind() == Kind.IP) {
      starts.wakeIp(row.name());
    } else {
      starts.wakeServer(row.name());
    }
  }

  private void report(List<Wanted> wanted) {
    Instant now = clock.instant();
    long overdue =
        wanted.stream().filter(sightings::isSeen).filter(row -> isAlarming(row, now)).count();
    metrics.overdue(overdue);
    metrics.divergence(sightings.missingCount(), sightings.oldestMissing(now).toSeconds());
    transactions.inScope(
        Scope.engine(),
        () -> {
          metrics.states(rows.ipStates(), rows.serverStates());
          Duration oldest =
              outbox.oldestDue(now).map(at -> Duration.between(at, now)).orElse(Duration.ZERO);
          metrics.outbox(outbox.countDue(now), Math.max(0, oldest.toSeconds()));
        });
  }

  /** An apply may take its time; a look at a row may not, unless the worker was away until now. */
  private boolean isAlarming(Wanted row, Instant now) {
    Duration patience = row.kind() == Kind.IP ? grace.multipliedBy(2) : APPLY_PATIENCE.plus(grace);
    boolean alarming = !now.isBefore(began.plus(patience)) && row.isOverdue(now.minus(patience));
    if (alarming && sightings.isFirstAlarm(row)) {
      LOG.error(
          "overdue: the workflow of {} runs but should have looked at {}", row.name(), row.dueAt());
    }
    return alarming;
  }

  /** The expiry of a hold on an active IP is nobody else's; that of a warming one is a net. */
  private void endExpiredHolds() {
    List<HoldRow> expired =
        transactions.inScope(Scope.engine(), () -> holds.findExpired(clock.instant()));
    Set<UUID> ips = new LinkedHashSet<>();
    expired.forEach(hold -> ips.add(hold.ipId()));
    for (UUID ip : ips) {
      transactions.inScope(Scope.engine(), () -> endExpiredHolds(ip, expired));
    }
  }

  private void endExpiredHolds(UUID ip, List<HoldRow> expired) {
    Instant now = clock.instant();
    String address = rows.addressOf(ip);
    if (address != null) {
      intents.lock(address).ifPresent(locked -> intents.expire(locked, now));
    } else {
      expired.stream()
          .filter(hold -> hold.ipId().equals(ip))
          .forEach(hold -> holds.expire(hold.id(), now));
    }
  }

  private void tidy() {
    Instant now = clock.instant();
    if (now.isBefore(tidied.equals(Instant.MIN) ? now : tidied.plus(TIDY_EVERY))) {
      return;
    }
    tidied = now;
    transactions.inScope(
        Scope.engine(),
        () -> {
          outbox.deleteDoneBefore(now.minus(KEEP_WISHES));
          requests.deleteAnsweredBefore(now.minus(KEEP_REQUESTS));
        });
  }
}
