package io.emailengine.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** When the next text may go out: a distance between two, and so many in any minute. */
final class Pace {
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final Duration distance;
  private final int perMinute;
  private final Deque<Instant> sent = new ArrayDeque<>();

  Pace(Duration distance, int perMinute) {
    this.distance = distance;
    this.perMinute = perMinute;
  }

  /** Now, or the instant to wait for. */
  Instant next(Instant now) {
    while (!sent.isEmpty() && !sent.peekFirst().plus(WINDOW).isAfter(now)) {
      sent.removeFirst();
    }
    if (sent.isEmpty()) {
      return now;
    }
    Instant spaced = sent.getLast().plus(distance);
    Instant windowed = sent.size() < perMinute ? now : sent.getFirst().plus(WINDOW);
    Instant next = spaced.isAfter(windowed) ? spaced : windowed;
    return next.isAfter(now) ? next : now;
  }

  void sent(Instant now) {
    sent.addLast(now);
  }
}
