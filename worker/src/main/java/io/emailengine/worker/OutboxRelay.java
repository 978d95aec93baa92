package io.emailengine.worker;

import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.outbox.OutboxTopic;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries wishes to wake a workflow to Temporal, at least once each. Any number of wishes for one
 * workflow is worth one signal, because a wake carries nothing.
 */
final class OutboxRelay implements Loop.Step {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
  private static final Set<OutboxTopic> TOPICS =
      EnumSet.of(OutboxTopic.WAKE_IP, OutboxTopic.WAKE_SERVER);
  private static final int BATCH = 500;

  /** Longer than a batch takes while the server answers; a second signal does no harm. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  /** Short at its longest: a wish that waits is a cap that waits. */
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

  private final Transactions transactions;
  private final OutboxRepository outbox;
  private final WorkflowStarts starts;
  private final Clock clock;
  private boolean away;

  OutboxRelay(
      Transactions transactions, OutboxRepository outbox, WorkflowStarts starts, Clock clock) {
    this.transactions = transactions;
    this.outbox = outbox;
    this.starts = starts;
    this.clock = clock;
  }

  private record Target(OutboxTopic topic, String key) {}

  /** Carries out one batch; false if nothing was open, or the server is away. */
  @Override
  public boolean run() {
    List<OutboxRow> rows =
        transactions.inScope(
            Scope.engine(), () -> outbox.claim(TOPICS, BATCH, clock.instant(), LEASE));
    Map<Target, List<OutboxRow>> targets = new LinkedHashMap<>();
    for (OutboxRow row : rows) {
      targets
          .computeIfAbsent(new Target(row.topic(), row.key()), key -> new ArrayList<>())
          .add(row);
    }
    boolean reached = true;
    for (Map.Entry<Target, List<OutboxRow>> target : targets.entrySet()) {
      reached &= reached ? wake(target.getKey(), target.getValue()) : putBack(target.getValue());
    }
    return !rows.isEmpty() && reached;
  }

  /** False if Temporal can't be reached: no use in trying the rest now. */
  private boolean wake(Target target, List<OutboxRow> rows) {
    try {
      if (target.topic() == OutboxTopic.WAKE_IP) {
        starts.wakeIp(target.key());
      } else {
        starts.wakeServer(target.key());
      }
    } catch (RuntimeException e) {
      boolean unreachable = isUnreachable(e);
      if (!unreachable || !away) {
        LOG.warn("{} can't be woken yet: {}", target.key(), word(e));
      }
      away = unreachable;
      fail(rows, word(e));
      return !unreachable;
    }
    away = false;
    transactions.inScope(
        Scope.engine(), () -> rows.forEach(row -> outbox.done(row.idValue(), clock.instant())));
    return true;
  }

  private boolean putBack(List<OutboxRow> rows) {
    fail(rows, "Temporal can't be reached");
    return false;
  }

  private void fail(List<OutboxRow> rows, String error) {
    Instant now = clock.instant();
    transactions.inScope(
        Scope.engine(),
        () ->
            rows.forEach(
                row -> outbox.fail(row.idValue(), error, now.plus(BACKOFF.after(row.attempts())))));
  }

  static boolean isUnreachable(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof StatusRuntimeException status) {
        Status.Code code = status.getStatus().getCode();
        return code == Status.Code.UNAVAILABLE
            || code == Status.Code.DEADLINE_EXCEEDED
            || code == Status.Code.CANCELLED
            || code == Status.Code.RESOURCE_EXHAUSTED;
      }
      // What the SDK throws when its time for retries is over before it has begun the next one.
      if (cause instanceof IllegalArgumentException
          && String.valueOf(cause.getMessage()).startsWith("invalid expiration")) {
        return true;
      }
    }
    return false;
  }

  /** One line: the deepest cause says what was wrong. */
  static String word(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String text = String.valueOf(cause.getMessage()).replaceAll("\\p{Cntrl}+", " ");
    String line = cause.getClass().getSimpleName() + ": " + text;
    return line.length() > 300 ? line.substring(0, 300) : line;
  }
}
