package io.emailengine.activities.ssh;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends what takes too long. The library's own time-outs do not cover a peer that never sends its
 * greeting, nor a write into a full socket; closing the socket ends both.
 */
final class Watchdog implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer;

  Watchdog() {
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "ssh-watchdog");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
  }

  /** A bound that holds until it is closed. */
  static final class Bound implements AutoCloseable {
    private final ScheduledFuture<?> future;
    private final AtomicBoolean passed;

    private Bound(ScheduledFuture<?> future, AtomicBoolean passed) {
      this.future = future;
      this.passed = passed;
    }

    /** Whether the time was used up. */
    boolean passed() {
      return passed.get();
    }

    @Override
    public void close() {
      future.cancel(false);
    }
  }

  /** Runs the action, which must not block, unless the bound is closed before. */
  Bound after(Duration time, Runnable action) {
    AtomicBoolean passed = new AtomicBoolean();
    Runnable late =
        () -> {
          passed.set(true); // before the action: what it breaks asks at once
          action.run();
        };
    return new Bound(timer.schedule(late, time.toMillis(), TimeUnit.MILLISECONDS), passed);
  }

  void every(Duration time, Runnable action) {
    long millis = time.toMillis();
    timer.scheduleWithFixedDelay(action, millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
