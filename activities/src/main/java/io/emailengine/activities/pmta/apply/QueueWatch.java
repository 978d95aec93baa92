package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.HostCommandException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.intent.Asked;
import io.emailengine.store.intent.IpMoves;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.PausedQueues;
import io.emailengine.store.server.Queues;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.VmtaQueue;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.queue.BacklogPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at what is queued on a host: tells of mail that gets old behind a stop and of more than can
 * be sent in time, and finds retired IPs that are drained. It never deletes or moves mail.
 */
final class QueueWatch {
  private static final Logger LOG = LoggerFactory.getLogger(QueueWatch.class);

  private final Transactions transactions;
  private final SendingIpRepository ips;
  private final Queues queues;
  private final PausedQueues paused;
  private final StopAssertion stops;
  private final IpMoves moves;
  private final OutboxRepository outbox;
  private final Duration engineDay;
  private final Clock clock;

  QueueWatch(
      Transactions transactions,
      SendingIpRepository ips,
      Queues queues,
      PausedQueues paused,
      StopAssertion stops,
      IpMoves moves,
      OutboxRepository outbox,
      Duration engineDay,
      Clock clock) {
    this.transactions = transactions;
    this.ips = ips;
    this.queues = queues;
    this.paused = paused;
    this.stops = stops;
    this.moves = moves;
    this.outbox = outbox;
    this.engineDay = engineDay;
    this.clock = clock;
  }

  /**
   * Reads the queues, once. A host that does not answer with a complete table leaves everything as
   * it was: unknown is not empty.
   *
   * @param running what runs: an IP counts as out of its pools once its retirement was rendered
   *     there
   */
  void look(PmtaHost host, ServerRow server, KnownConfig running) {
    read(host, server, () -> running);
  }

  /**
   * As {@link #look}.
   *
   * @param running asked for only if it matters
   * @return whether the queues could be read
   */
  boolean read(PmtaHost host, ServerRow server, Supplier<KnownConfig> running) {
    Map<String, Long> queued;
    try {
      queued = host.queued();
    } catch (HostCommandException e) {
      if (e.kind() != HostCommandException.Kind.UNREADABLE) {
        throw e;
      }
      LOG.warn("The queues of {} can't be read: {}", server.name(), e.getMessage());
      return false;
    }
    Instant now = clock.instant();
    List<SendingIpRow> drained =
        transactions.inScope(Scope.engine(), () -> record(server, running, queued, now));
    for (SendingIpRow ip : drained) {
      transactions.inScope(Scope.engine(), () -> drained(server, ip, now));
    }
    return true;
  }

  /** Returns the retired IPs that are drained. */
  private List<SendingIpRow> record(
      ServerRow server, Supplier<KnownConfig> running, Map<String, Long> queued, Instant now) {
    Map<String, VmtaQueue> before = queues.of(server.id());
    Instant lastRead = queues.lastRead(server.id()).map(Queues.Read::at).orElse(null);
    Set<String> stopped = stops.stopped(server.id());
    Map<String, SendingIpRow> managed = new HashMap<>();
    ips.findRendered(server.id()).forEach(ip -> managed.put(ip.vmta(), ip));
    Duration bounceAfter = bounceAfter(server);
    Set<String> names = new TreeSet<>(queued.keySet());
    names.addAll(before.keySet());
    names.addAll(stopped);
    List<VmtaQueue> changed = new ArrayList<>();
    QueueMessages told = new QueueMessages(outbox, server, bounceAfter, now);
    for (String vmta : names) {
      VmtaQueue was = before.getOrDefault(vmta, VmtaQueue.empty(vmta));
      long count = queued.getOrDefault(vmta, 0L);
      VmtaQueue seen = seen(was, count, stopped.contains(vmta), lastRead, now);
      seen = aged(seen, managed.get(vmta), told, bounceAfter, now);
      seen = backlog(seen, managed.get(vmta), told, server, now);
      if (!seen.equals(was)) {
        changed.add(seen);
      }
    }
    queues.write(server.id(), changed);
    long total = queued.values().stream().mapToLong(Long::longValue).sum();
    queues.recordRead(server.id(), total, now);
    return managed.values().stream()
        .filter(SendingIpRow::draining)
        .filter(ip -> queued.getOrDefault(ip.vmta(), 0L) == 0)
        .filter(ip -> isOutOfItsPools(ip, server, running.get()))
        .toList();
  }

  private static VmtaQueue seen(
      VmtaQueue was, long count, boolean stopped, @Nullable Instant lastRead, Instant now) {
    Instant emptyAt =
        count == 0 ? null : was.queued() == 0 && lastRead != null ? lastRead : was.emptyAt();
    Instant since = was.stoppedSince();
    Instant stoppedSince = !stopped ? null : since == null ? now : since;
    return new VmtaQueue(
        was.vmta(), count, emptyAt, stoppedSince, was.toldPercent(), was.backlogSince());
  }

  private static VmtaQueue aged(
      VmtaQueue seen,
      @Nullable SendingIpRow ip,
      QueueMessages told,
      Duration bounceAfter,
      Instant now) {
    int passed = seen.age().percentPassed(bounceAfter, now);
    if (passed > seen.toldPercent()) {
      told.waitsBehindAStop(seen, ip, passed);
    }
    boolean waits = seen.queued() > 0 && seen.stoppedSince() != null;
    int percent = waits ? Math.max(passed, seen.toldPercent()) : 0;
    return new VmtaQueue(
        seen.vmta(),
        seen.queued(),
        seen.emptyAt(),
        seen.stoppedSince(),
        percent,
        seen.backlogSince());
  }

  /** While it is stopped, the age of what waits is what people are told of. */
  private static VmtaQueue backlog(
      VmtaQueue seen,
      @Nullable SendingIpRow ip,
      QueueMessages told,
      ServerRow server,
      Instant now) {
    if (ip == null || seen.stoppedSince() != null) {
      return seen;
    }
    Integer running = ip.runningCap();
    DailyCap cap = new DailyCap(running == null ? ip.dailyQuota() : running);
    Duration inDaysOfTheHost = Duration.ofSeconds(facts(server).bounceAfterSeconds());
    boolean bounces = BacklogPolicy.willBounce(seen.queued(), cap, inDaysOfTheHost);
    boolean known = seen.backlogSince() != null;
    if (bounces && !known) {
      told.backlogBegins(seen, ip, cap, BacklogPolicy.limit(cap, inDaysOfTheHost));
    } else if (!bounces && known) {
      told.backlogIsOver(seen, ip);
    }
    return new VmtaQueue(
        seen.vmta(),
        seen.queued(),
        seen.emptyAt(),
        seen.stoppedSince(),
        seen.toldPercent(),
        bounces ? (known ? seen.backlogSince() : now) : null);
  }

  /** Else new mail may still come in through a pool. */
  private static boolean isOutOfItsPools(SendingIpRow ip, ServerRow server, KnownConfig running) {
    boolean rendered =
        running.vmtas().stream()
            .anyMatch(
                vmta ->
                    ip.id().toString().equals(vmta.ipId()) && vmta.intentSeq() >= ip.intentSeq());
    return rendered || server.appliedGen() >= server.desiredGen();
  }

  private void drained(ServerRow server, SendingIpRow ip, Instant now) {
    moves.drained(ip.id(), new Asked(Actor.ENGINE, "nothing is queued any more", null, now));
    UUID serverId = server.id();
    queues.forget(serverId, ip.vmta());
    if (!ip.adopted()) {
      // It leaves the configuration: there will be no queue to let go.
      paused.remove(serverId, ip.vmta());
    }
  }

  private static ServerFacts facts(ServerRow server) {
    return java.util.Objects.requireNonNull(server.facts(), "an adopted server has facts")
        .as(ServerFacts.class);
  }

  /** In real time: where an engine day is shorter, so is everything that is counted in days. */
  private Duration bounceAfter(ServerRow server) {
    Duration ofDays = Duration.ofSeconds(facts(server).bounceAfterSeconds());
    double scale = (double) engineDay.toMillis() / Duration.ofDays(1).toMillis();
    return Duration.ofMillis(Math.round(ofDays.toMillis() * scale));
  }
}
