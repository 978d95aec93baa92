package io.emailengine.workflows;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import java.time.Duration;

/** How long each kind of activity may take, and how it is tried again. */
public final class ActivityPolicies {
  private ActivityPolicies() {}

  /**
   * PostgreSQL. 30 s: far above a slow transaction, short enough that a worker killed in the middle
   * costs half a minute. For ever, because a lost database comes back and intent must not be lost.
   */
  public static ActivityOptions database(String summary) {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(Duration.ofSeconds(30))
        .setRetryOptions(forEver())
        .setSummary(summary)
        .build();
  }

  /**
   * A PowerMTA host. 10 min: upload over a slow link, test, reload, verify, and all of it once more
   * for the restore. The heartbeat tells after 10 s that the worker is gone, so that recovery does
   * not wait for the 10 min. What a host does wrong is a result, not a failure: only a lost worker
   * or database is tried again here.
   */
  public static ActivityOptions host(String summary) {
    return ActivityOptions.newBuilder()
        .setStartToCloseTimeout(Duration.ofMinutes(10))
        .setHeartbeatTimeout(Duration.ofSeconds(10))
        .setRetryOptions(forEver())
        .setSummary(summary)
        .build();
  }

  private static RetryOptions forEver() {
    return RetryOptions.newBuilder()
        .setInitialInterval(Duration.ofSeconds(1))
        .setBackoffCoefficient(2)
        .setMaximumInterval(Duration.ofSeconds(30))
        .build();
  }
}
