package io.emailengine.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does a step again and again on a thread of its own: at once while there is more to do, else after
 * a pause. A step that throws is logged and tried again after the pause.
 */
final class Loop {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

  /** Under the 30 s that a stop may take in all. */
  private static final Duration STOP_WAIT = Duration.ofSeconds(5);

  /** One step. */
  interface Step {
    /** Works; true if there may be more to do at once. */
    boolean run() throws InterruptedException;
  }

  private final String name;
  private final Step step;
  private final Duration first;
  private final Duration pause;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile @Nullable Thread thread;
  private boolean failing;

  /**
   * A loop, not yet started.
   *
   * @param first pause before the first step
   */
  Loop(String name, Step step, Duration first, Duration pause) {
    this.name = name;
    this.step = step;
    this.first = first;
    this.pause = pause;
  }

  void start() {
    Thread started = new Thread(this::turn, name);
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  private void turn() {
    try {
      boolean stopped = waited(first);
      while (!stopped) {
        stopped = !step() && waited(pause) || stopping.getCount() == 0;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean step() throws InterruptedException {
    try {
      boolean more = step.run();
      failing = false;
      return more;
    } catch (RuntimeException e) {
      // Every pause once more would fill the log while a database is away.
      if (!failing) {
        LOG.warn("{} goes on after a failure", name, e);
      }
      failing = true;
      return false;
    }
  }

  private boolean waited(Duration time) throws InterruptedException {
    return stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Lets the present step end; interrupts one that takes too long. Returns when it has ended. */
  void stop() {
    stopping.countDown();
    Thread running = thread;
    if (running == null) {
      return;
    }
    try {
      running.join(STOP_WAIT.toMillis());
      if (running.isAlive()) {
        running.interrupt();
        running.join(STOP_WAIT.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
