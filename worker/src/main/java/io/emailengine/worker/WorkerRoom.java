package io.emailengine.worker;

import io.temporal.worker.WorkerFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts after everything else and stops before it: what runs needs the pools, so it ends while
 * they are open.
 */
final class WorkerRoom implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerRoom.class);

  /** Under the 45 s that the container gets, with what is left to an apply that must end. */
  private static final int DRAIN_SECONDS = 25;

  private static final int INTERRUPT_SECONDS = 5;

  private final WorkerFactory factory;
  private final Runnable beforePolling;
  private final List<Loop> loops;
  private final Runnable afterLoops;
  private volatile boolean running;

  /**
   * The room, not yet started.
   *
   * @param beforePolling throws if the server can't be reached
   * @param afterLoops called when all loops have stopped
   */
  WorkerRoom(WorkerFactory factory, Runnable beforePolling, List<Loop> loops, Runnable afterLoops) {
    this.factory = factory;
    this.beforePolling = beforePolling;
    this.loops = List.copyOf(loops);
    this.afterLoops = afterLoops;
  }

  /**
   * Polls from here on. A server that can't be reached stops the start: the supervisor tries again.
   */
  @Override
  public void start() {
    beforePolling.run();
    factory.start();
    loops.forEach(Loop::start);
    running = true;
    LOG.info("The worker polls");
  }

  /** Takes no new work, lets running activities end, interrupts those that take too long. */
  @Override
  public void stop() {
    loops.forEach(Loop::stop);
    afterLoops.run();
    factory.shutdown();
    factory.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS);
    if (!factory.isTerminated()) {
      LOG.warn("Work that did not end in {} s is interrupted", DRAIN_SECONDS);
      factory.shutdownNow();
      factory.awaitTermination(INTERRUPT_SECONDS, TimeUnit.SECONDS);
    }
    running = false;
    LOG.info("The worker has stopped");
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** The last to start and the first to stop. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
