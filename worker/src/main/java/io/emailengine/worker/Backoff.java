package io.emailengine.worker;

import java.time.Duration;

/** How long a wish waits for its next try: doubling from {@code first} up to {@code most}. */
record Backoff(Duration first, Duration most) {
  Duration after(int attempts) {
    long factor = 1L << Math.min(Math.max(attempts - 1, 0), 20);
    Duration wait = first.multipliedBy(factor);
    return wait.compareTo(most) < 0 ? wait : most;
  }
}
