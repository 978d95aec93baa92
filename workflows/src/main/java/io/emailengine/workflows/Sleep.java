package io.emailengine.workflows;

import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Waiting inside workflow code. */
public final class Sleep {
  /**
   * A worker's clock may be a little behind the server's, and then finds nothing due at the instant
   * that it named itself: ask again soon, but not in a tight loop.
   */
  private static final Duration BREATH = Duration.ofMillis(100);

  /** Events. A replay of so many takes a fraction of a second. */
  private static final int MAX_HISTORY = 2_000;

  private Sleep() {}

  /** The workflow's clock: the same on every replay. */
  public static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }

  /** Until the instant has come (a breath at least) or something woke it. */
  public static void until(Instant instant, Supplier<Boolean> woken, String summary) {
    if (woken.get()) {
      return;
    }
    Duration left = Duration.between(now(), instant);
    Duration wait = left.compareTo(BREATH) < 0 ? BREATH : left;
    List<Promise<Void>> timer = new ArrayList<>();
    CancellationScope scope =
        Workflow.newCancellationScope(
            () ->
                timer.add(
                    // A timer that nobody waits for any more is not worth a warning.
                    Workflow.newTimer(wait, TimerOptions.newBuilder().setSummary(summary).build())
                        .exceptionally(cancelled -> null)));
    scope.run();
    Workflow.await(() -> woken.get() || timer.get(0).isCompleted());
    if (!timer.get(0).isCompleted()) {
      scope.cancel("woken");
    }
  }

  /** Whether this run's history has grown enough to be left behind. */
  public static boolean historyIsLong() {
    return Workflow.getInfo().isContinueAsNewSuggested()
        || Workflow.getInfo().getHistoryLength() > MAX_HISTORY;
  }
}
