package io.emailengine.activities.pmta.apply;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Tells Temporal that an activity is alive while it waits for a host, so that the death of its
 * process is noticed within the heartbeat timeout. Calling it as a step ends the work if Temporal
 * has given it to somebody else.
 */
final class Heartbeat implements Runnable, AutoCloseable {
  /** Three beats fit into the heartbeat timeout of 10 s. */
  private static final long PERIOD_MILLIS = 3_000;

  private static final ScheduledExecutorService BEATS =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "heartbeats");
            thread.setDaemon(true);
            return thread;
          });

  private final ActivityExecutionContext context;
  private final ScheduledFuture<?> beats;

  private Heartbeat(ActivityExecutionContext context) {
    this.context = context;
    this.beats =
        BEATS.scheduleAtFixedRate(
            this::quietly, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  static Heartbeat start() {
    return new Heartbeat(Activity.getExecutionContext());
  }

  private void quietly() {
    try {
      context.heartbeat(null);
    } catch (ActivityCompletionException e) {
      // The next step of the work hears the same and ends it; ending it from here could tear a file
      // operation apart.
      beats.cancel(false);
    }
  }

  @Override
  public void run() {
    context.heartbeat(null);
  }

  @Override
  public void close() {
    beats.cancel(false);
  }
}
