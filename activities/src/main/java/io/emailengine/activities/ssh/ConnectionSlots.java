package io.emailengine.activities.ssh;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** At most one usable connection per target; targets do not wait for each other. */
final class ConnectionSlots {
  private final ConcurrentHashMap<SshTarget, Slot> slots = new ConcurrentHashMap<>();
  private final Connecting connecting;
  private final SshSettings settings;
  private final AtomicLong opened = new AtomicLong();
  private volatile boolean closed;

  ConnectionSlots(Connecting connecting, SshSettings settings) {
    this.connecting = connecting;
    this.settings = settings;
  }

  private static final class Slot {
    final ReentrantLock lock = new ReentrantLock();
    @Nullable LiveConnection live;
    boolean dropped;
  }

  SshSettings settings() {
    return settings;
  }

  /** The caller must give it back. */
  LiveConnection lease(SshTarget target) {
    while (true) {
      if (closed) {
        throw new SshUnreachableException("SSH connections are closed: the process is ending");
      }
      Slot slot = slots.computeIfAbsent(target, t -> new Slot());
      lock(slot, target);
      try {
        if (!slot.dropped) {
          return leaseIn(slot, target);
        }
      } finally {
        slot.lock.unlock();
      }
    }
  }

  private LiveConnection leaseIn(Slot slot, SshTarget target) {
    LiveConnection present = slot.live;
    if (present != null) {
      if (present.lease()) {
        return present;
      }
      present.retire();
      slot.live = null;
    }
    LiveConnection made = connecting.to(target);
    opened.incrementAndGet();
    if (!made.lease()) {
      made.kill();
      throw new SshUnreachableException(target.place() + " closed the new connection");
    }
    slot.live = made;
    if (closed) {
      made.retire(); // closeAll may have passed this slot already
    }
    return made;
  }

  /** Others wait here while one connects, and not much longer than that takes. */
  private void lock(Slot slot, SshTarget target) {
    try {
      Duration patience = settings.connect().plusSeconds(1);
      if (slot.lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SshUnreachableException("interrupted while connecting to " + target.place(), e);
    }
    throw new SshUnreachableException("still waiting for a connection to " + target.place());
  }

  void closeIdle(Duration idle) {
    slots.forEach(
        (target, slot) -> {
          // A slot in use is not idle.
          if (slot.lock.tryLock()) {
            try {
              LiveConnection live = slot.live;
              if (live == null || live.idleFor(idle) || !live.alive()) {
                slot.dropped = true;
                slots.remove(target, slot);
                if (live != null) {
                  live.retire();
                }
              }
            } finally {
              slot.lock.unlock();
            }
          }
        });
  }

  void closeAll() {
    closed = true;
    for (Slot slot : slots.values()) {
      LiveConnection live = slot.live;
      if (live != null) {
        live.kill();
      }
    }
    slots.clear();
  }

  long opened() {
    return opened.get();
  }

  int open() {
    return (int)
        slots.values().stream()
            .map(slot -> slot.live)
            .filter(live -> live != null && live.alive())
            .count();
  }
}
