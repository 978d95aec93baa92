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

  /**
   * A timer with less left is not cancelled: it may fire while the task that cancels it is under
   * way. The real server sorts that out, the in-JVM one never gives that run a task again
   * (temporalio/sdk-java 2606). No task may take longer than this.
   */
  private static final Duration ENDING = Duration.ofSeconds(10);

  private static final String LETS_ENDING_TIMERS_END = "lets-ending-timers-end";

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
    Instant fires = now().plus(wait);
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
    if (!timer.get(0).isCompleted() && !mayEndByItself(fires)) {
      scope.cancel("woken");
    }
  }

  private static boolean mayEndByItself(Instant fires) {
    return fires.isBefore(now().plus(ENDING))
        && Workflow.getVersion(LETS_ENDING_TIMERS_END, Workflow.DEFAULT_VERSION, 1)
            != Workflow.DEFAULT_VERSION;
  }

  /** Whether this run's history has grown enough to be left behind. */
  public static boolean historyIsLong() {
    return Workflow.getInfo().isContinueAsNewSuggested()
        || Workflow.getInfo().getHistoryLength() > MAX_HISTORY;
  }
}
