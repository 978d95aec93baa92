package io.emailengine.workflows.queue;

import io.emailengine.workflows.model.DailyCap;
import java.time.Duration;

/**
 * Whether more is queued than can be sent before it bounces. Half of what the cap sends in that
 * time is the limit: mail that comes in meanwhile wants to be sent too.
 */
public final class BacklogPolicy {
  private static final double SECONDS_A_DAY = Duration.ofDays(1).toSeconds();

  private BacklogPolicy() {}

  /**
   * How many recipients may be queued under this cap.
   *
   * @param bounceAfter the shortest time after which the host lets queued mail bounce, in days of
   *     the host's caps
   */
  public static long limit(DailyCap cap, Duration bounceAfter) {
    return (long) Math.floor(cap.messages() * (bounceAfter.toSeconds() / SECONDS_A_DAY) / 2);
  }

  /** Whether some of what is queued will bounce under this cap. */
  public static boolean willBounce(long queued, DailyCap cap, Duration bounceAfter) {
    return queued > limit(cap, bounceAfter);
  }

  /**
   * Whether it is this change that makes mail bounce: what would have bounced under the cap from
   * before is nothing that a person is warned of when they raise it.
   *
   * @param present the cap that is in force
   */
  public static boolean causedBy(
      DailyCap wanted, DailyCap present, long queued, Duration bounceAfter) {
    return wanted.compareTo(present) < 0 && willBounce(queued, wanted, bounceAfter);
  }
}
