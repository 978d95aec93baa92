package io.emailengine.sandbox.fault;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * The switches of a host's faults. All methods may be called by any thread at any time; when one
 * returns the fault is in force.
 */
public final class Faults {
  private static final long POLL_MILLIS = 20;

  private final Set<Fault> on = EnumSet.noneOf(Fault.class);
  private final List<BiConsumer<Fault, Boolean>> listeners = new CopyOnWriteArrayList<>();
  private long slowBytesPerSecond = 1024;
  private long diskFullAfterBytes;
  private String readOnlyFolder = "/";
  private int operationsLeft;
  private boolean performLast;

  /** Called in the switching thread, after the switch, with whether the fault is on now. */
  public void listen(BiConsumer<Fault, Boolean> listener) {
    listeners.add(listener);
  }

  public void on(Fault fault) {
    change(fault, true);
  }

  public void off(Fault fault) {
    change(fault, false);
  }

  /** Switches all faults off and disarms {@link #disconnectAfter}. */
  public void clear() {
    disarm();
    for (Fault fault : Fault.values()) {
      off(fault);
    }
  }

  /** {@link Fault#SLOW_LINK} at so many bytes a second, in each direction and connection. */
  public void slowLink(long bytesPerSecond) {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException("not a rate: " + bytesPerSecond);
    }
    synchronized (this) {
      slowBytesPerSecond = bytesPerSecond;
    }
    on(Fault.SLOW_LINK);
  }

  /** {@link Fault#DISK_FULL} once so many more bytes have been written; 0 is at once. */
  public void diskFullAfter(long bytes) {
    synchronized (this) {
      diskFullAfterBytes = bytes;
    }
    on(Fault.DISK_FULL);
  }

  /** {@link Fault#READ_ONLY} for a folder of the host and all below it. */
  public void readOnly(String folder) {
    synchronized (this) {
      readOnlyFolder = folder;
    }
    on(Fault.READ_ONLY);
  }

  /** Whether a path of the host may be made, changed or removed. */
  public synchronized boolean mayChange(String path) {
    return !on.contains(Fault.READ_ONLY)
        || !(path.equals(readOnlyFolder)
            || path.startsWith(
                readOnlyFolder.endsWith("/") ? readOnlyFolder : readOnlyFolder + "/"));
  }

  /**
   * Drops the connection at the n-th SFTP request or command from now, counted from 1 over all
   * connections. That operation is carried out and its answer is lost.
   */
  public synchronized void disconnectAfter(int nthOperation) {
    arm(nthOperation, true);
  }

  /** As {@link #disconnectAfter}, but that operation is not carried out. */
  public synchronized void disconnectBefore(int nthOperation) {
    arm(nthOperation, false);
  }

  private void arm(int nthOperation, boolean perform) {
    if (nthOperation < 1) {
      throw new IllegalArgumentException("operations count from 1: " + nthOperation);
    }
    operationsLeft = nthOperation;
    performLast = perform;
  }

  private synchronized void disarm() {
    operationsLeft = 0;
    diskFullAfterBytes = 0;
    readOnlyFolder = "/";
  }

  public synchronized boolean isOn(Fault fault) {
    return on.contains(fault);
  }

  /** The faults that are on now. */
  public synchronized Set<Fault> all() {
    return on.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(on));
  }

  /** What becomes of the operation that is about to begin. */
  public synchronized Fate nextOperation() {
    if (operationsLeft == 0 || --operationsLeft > 0) {
      return Fate.NORMAL;
    }
    return performLast ? Fate.ANSWER_LOST : Fate.NOT_DONE;
  }

  /** What becomes of an operation. */
  public enum Fate {
    NORMAL,
    ANSWER_LOST,
    NOT_DONE
  }

  /** How many of the bytes find room on the disk. */
  public synchronized int room(int bytes) {
    if (!on.contains(Fault.DISK_FULL)) {
      return bytes;
    }
    int room = (int) Math.min(bytes, diskFullAfterBytes);
    diskFullAfterBytes -= room;
    return room;
  }

  /** Blocks as long as the bytes need on a slow link. */
  public void transfer(long bytes, Deadline deadline) {
    long start = System.nanoTime();
    synchronized (this) {
      while (on.contains(Fault.SLOW_LINK) && !deadline.isOver()) {
        long needed = bytes * 1_000_000_000L / slowBytesPerSecond;
        long left = needed - (System.nanoTime() - start);
        if (left <= 0) {
          return;
        }
        pause(Math.min(POLL_MILLIS, left / 1_000_000 + 1));
      }
    }
  }

  /** Blocks while the fault is on, until the deadline. Returns whether the fault is off. */
  public synchronized boolean awaitOff(Fault fault, Deadline deadline) {
    while (on.contains(fault) && !deadline.isOver()) {
      pause(POLL_MILLIS);
    }
    return !on.contains(fault);
  }

  private void pause(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      // The command's thread is ended by its deadline, which the closing connection cancels.
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a fault was on", e);
    }
  }

  private void change(Fault fault, boolean wanted) {
    Objects.requireNonNull(fault, "fault is null");
    boolean changed;
    synchronized (this) {
      changed = wanted ? on.add(fault) : on.remove(fault);
      notifyAll();
    }
    if (changed) {
      listeners.forEach(listener -> listener.accept(fault, wanted));
    }
  }
}
