package io.emailengine.worker;

import io.emailengine.activities.telegram.Delivery;
import io.emailengine.activities.telegram.TelegramText.Numbered;
import io.emailengine.store.outbox.Message;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.outbox.OutboxTopic;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what the outbox holds, in its order, at least once. While the channel asks for a
 * pause or is broken, nothing overtakes: all messages wait with their rows.
 */
final class MessageRelay implements Loop.Step {
  private static final Logger LOG = LoggerFactory.getLogger(MessageRelay.class);
  private static final Set<OutboxTopic> TOPICS = EnumSet.of(OutboxTopic.MESSAGE);
  private static final int BATCH = 20;

  /** Longer than a batch takes at the channel's pace. */
  private static final Duration LEASE = Duration.ofMinutes(5);

  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(2));

  /** A broken channel is tried again so often, in case a person has mended it elsewhere. */
  private static final Duration BROKEN_FOR = Duration.ofMinutes(10);

  /** A text that was refused for itself. */
  private static final Duration REFUSED_FOR = Duration.ofHours(1);

  /** Telegram counts from when it answered, not from when the answer came in. */
  private static final Duration MARGIN = Duration.ofMillis(250);

  private final Transactions transactions;
  private final OutboxRepository outbox;
  private final MessageChannel channel;
  private final WorkerMetrics metrics;
  private final Clock clock;
  private final Pace pace;
  private final Deque<OutboxRow> claimed = new ArrayDeque<>();
  private Instant pausedUntil = Instant.MIN;
  private volatile @Nullable String broken;

  MessageRelay(
      Transactions transactions,
      OutboxRepository outbox,
      MessageChannel channel,
      WorkerMetrics metrics,
      Clock clock) {
    this.transactions = transactions;
    this.outbox = outbox;
    this.channel = channel;
    this.metrics = metrics;
    this.clock = clock;
    this.pace = channel.pace();
  }

  /** Why nothing reaches people, while that is so. */
  Optional<String> broken() {
    return Optional.ofNullable(broken);
  }

  /** Sends one text; true if more may go at once. */
  @Override
  public synchronized boolean run() {
    Instant now = clock.instant();
    if (now.isBefore(pausedUntil) || pace.next(now).isAfter(now)) {
      return false;
    }
    if (claimed.isEmpty()) {
      claimed.addAll(
          transactions.inScope(Scope.engine(), () -> outbox.claim(TOPICS, BATCH, now, LEASE)));
    }
    if (claimed.isEmpty()) {
      return false;
    }
    MessageChannel.Result result =
        channel.send(claimed.stream().map(MessageRelay::numbered).toList());
    pace.sent(clock.instant());
    settle(result.count(), result.delivery());
    return !claimed.isEmpty();
  }

  private static Numbered numbered(OutboxRow row) {
    return new Numbered(row.idValue(), message(row));
  }

  /** A row that can't be read must not keep the others from people. */
  private static Message message(OutboxRow row) {
    try {
      return row.payload().as(Message.class);
    } catch (IllegalArgumentException e) {
      return new Message(Message.Severity.WARNING, row.key(), List.of());
    }
  }

  private void settle(int count, Delivery delivery) {
    if (delivery instanceof Delivery.Sent) {
      mended();
      metrics.messagesSent(count);
      List<OutboxRow> sent = take(count);
      transactions.inScope(
          Scope.engine(), () -> sent.forEach(row -> outbox.done(row.idValue(), clock.instant())));
    } else if (delivery instanceof Delivery.Later later) {
      Duration asked = later.after();
      Duration wait =
          asked.isZero() ? BACKOFF.after(claimed.getFirst().attempts()) : asked.plus(MARGIN);
      LOG.warn("Messages wait {} s: {}", wait.toSeconds(), later.error());
      putBack(later.error(), wait);
    } else if (delivery instanceof Delivery.Broken broke) {
      breakDown(broke.error());
      putBack(broke.error(), BROKEN_FOR);
    } else if (delivery instanceof Delivery.Refused refused) {
      List<OutboxRow> rows = take(count);
      LOG.error("A message was refused and is kept: {}", refused.error());
      rows.forEach(row -> ConsoleChannel.tell(message(row)));
      fail(rows, refused.error(), row -> REFUSED_FOR);
    }
  }

  private void mended() {
    if (broken != null) {
      LOG.info("The channel {} works again", channel.name());
    }
    broken = null;
    metrics.channelBroken(false);
  }

  /** Said once; what can't be told goes to the log as well, so that somebody may see it. */
  private void breakDown(String error) {
    if (broken == null) {
      LOG.error("The channel {} is broken, messages are kept: {}", channel.name(), error);
      claimed.forEach(row -> ConsoleChannel.tell(message(row)));
    }
    broken = error;
    metrics.channelBroken(true);
  }

  private List<OutboxRow> take(int count) {
    List<OutboxRow> taken = claimed.stream().limit(count).toList();
    taken.forEach(row -> claimed.removeFirst());
    return taken;
  }

  private void putBack(String error, Duration wait) {
    pausedUntil = clock.instant().plus(wait);
    fail(take(claimed.size()), error, row -> wait);
  }

  private void fail(List<OutboxRow> rows, String error, Function<OutboxRow, Duration> wait) {
    Instant now = clock.instant();
    transactions.inScope(
        Scope.engine(),
        () -> rows.forEach(row -> outbox.fail(row.idValue(), error, now.plus(wait.apply(row)))));
  }

  /** Gives claimed rows back to whoever comes next. */
  synchronized void release() {
    fail(take(claimed.size()), "the worker stopped", row -> Duration.ZERO);
  }
}
