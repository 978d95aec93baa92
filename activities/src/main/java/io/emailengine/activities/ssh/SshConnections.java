package io.emailengine.activities.ssh;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * All SSH connections of this process: one per target, opened on first use, reused, and closed when
 * idle or broken. Safe for many threads.
 */
public final class SshConnections implements AutoCloseable {
  private final Watchdog watchdog = new Watchdog();
  private final ExecutorService drains;
  private final ConnectionSlots slots;

  public SshConnections() {
    this(SshSettings.DEFAULT);
  }

  public SshConnections(SshSettings settings) {
    drains =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "ssh-output");
              thread.setDaemon(true);
              return thread;
            });
    slots = new ConnectionSlots(new Connecting(settings, watchdog, drains), settings);
    watchdog.every(settings.maxIdle().dividedBy(2), () -> slots.closeIdle(settings.maxIdle()));
  }

  /** Commands and files on a target. Does not connect yet. */
  public SshConnection to(SshTarget target) {
    return new SshConnection(target, slots);
  }

  /** Connections opened so far. */
  public long opened() {
    return slots.opened();
  }

  /** Connections that are open now. */
  public int open() {
    return slots.open();
  }

  /** Closes all connections; what is under way on them fails, its outcome unknown. */
  @Override
  public void close() {
    watchdog.close();
    slots.closeAll();
    drains.shutdown(); // its threads end with their connections
  }
}
