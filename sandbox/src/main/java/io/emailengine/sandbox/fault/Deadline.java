package io.emailengine.sandbox.fault;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** How long a command may still take: until its time is up or whoever waits for it has gone. */
public final class Deadline {
  /** Nothing on the simulated host takes longer, whatever was forgotten to be switched off. */
  public static final Duration LONGEST = Duration.ofMinutes(10);

  private final long atNanos;
  private final AtomicBoolean cancelled;

  private Deadline(long atNanos, AtomicBoolean cancelled) {
    this.atNanos = atNanos;
    this.cancelled = cancelled;
  }

  /** A deadline at the longest time that anything takes. */
  public static Deadline longest() {
    return new Deadline(System.nanoTime() + LONGEST.toNanos(), new AtomicBoolean());
  }

  /** A deadline that only cancelling ends. */
  public static Deadline unlimited() {
    return new Deadline(System.nanoTime() + Duration.ofDays(10_000).toNanos(), new AtomicBoolean());
  }

  /** The sooner of this and the given time from now; cancelled together with this. */
  public Deadline sooner(Duration fromNow) {
    long other = System.nanoTime() + (fromNow.compareTo(LONGEST) > 0 ? LONGEST : fromNow).toNanos();
    return new Deadline(other - atNanos < 0 ? other : atNanos, cancelled);
  }

  /** Ends all waiting under this deadline. */
  public void cancel() {
    cancelled.set(true);
  }

  public boolean isOver() {
    return cancelled.get() || System.nanoTime() - atNanos >= 0;
  }
}
