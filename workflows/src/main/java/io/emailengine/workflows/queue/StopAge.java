package io.emailengine.workflows.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long mail has been waiting behind a stop: since the stop, or since the queue was last seen
 * empty if that was later; nothing waits in an empty queue.
 *
 * @param queued recipients
 * @param stoppedSince null: not stopped
 * @param emptyAt null: never seen empty
 */
public record StopAge(long queued, @Nullable Instant stoppedSince, @Nullable Instant emptyAt) {
  /** Percents of the time until mail bounces at which people are told. */
  public static final List<Integer> TOLD_AT = List.of(50, 80);

  /** Zero if nothing waits. */
  public Duration at(Instant now) {
    Instant stopped = stoppedSince;
    if (queued == 0 || stopped == null) {
      return Duration.ZERO;
    }
    Instant empty = emptyAt;
    Instant since = empty != null && empty.isAfter(stopped) ? empty : stopped;
    return now.isAfter(since) ? Duration.between(since, now) : Duration.ZERO;
  }

  /**
   * The largest of {@link #TOLD_AT} that the age has passed; 0 before the first.
   *
   * @param bounceAfter the shortest time after which the host lets queued mail bounce
   */
  public int percentPassed(Duration bounceAfter, Instant now) {
    long age = at(now).toMillis();
    int passed = 0;
    for (int percent : TOLD_AT) {
      if (age * 100 >= bounceAfter.toMillis() * percent && age > 0) {
        passed = percent;
      }
    }
    return passed;
  }
}
