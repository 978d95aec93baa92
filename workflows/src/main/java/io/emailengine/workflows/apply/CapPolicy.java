package io.emailengine.workflows.apply;

import io.emailengine.workflows.model.DailyCap;
import org.jspecify.annotations.Nullable;

/**
 * What may be rendered for one IP now. Lowering and stopping pass at once; a rise waits for the
 * raise window, unless a person asked for it or nothing runs yet.
 */
public final class CapPolicy {
  private CapPolicy() {}

  /**
   * What is wanted of an IP, and what it runs.
   *
   * @param share the plan's cap under the tenant's quota
   * @param stopped must not send
   * @param runningCap as last read back; null: nothing runs yet
   * @param runningStopped as last read back
   * @param personAsked the present intent is a person's
   */
  public record Wish(
      DailyCap share,
      boolean stopped,
      @Nullable DailyCap runningCap,
      boolean runningStopped,
      boolean personAsked) {}

  /**
   * What is rendered.
   *
   * @param cap of the virtual MTA; 1 when stopped
   * @param deferred a rise waits for the next raise window
   */
  public record Render(DailyCap cap, boolean stopped, boolean deferred) {
    /**
     * Whether reading this back makes it the first day of the step: the full share, and sending.
     */
    public boolean reaches(DailyCap share) {
      return !stopped && cap.equals(share);
    }
  }

  /** A stopped virtual MTA stays defined with this cap; removing it would bounce its mail. */
  public static final DailyCap STOPPED = new DailyCap(1);

  public static Render render(Wish wish, boolean inRaiseWindow) {
    if (wish.stopped()) {
      return new Render(STOPPED, true, false);
    }
    DailyCap running = wish.runningCap();
    if (running == null || inRaiseWindow || wish.personAsked()) {
      return new Render(wish.share(), false, false);
    }
    if (wish.runningStopped()) {
      return new Render(STOPPED, true, true);
    }
    DailyCap cap = wish.share().min(running);
    return new Render(cap, false, !cap.equals(wish.share()));
  }
}
