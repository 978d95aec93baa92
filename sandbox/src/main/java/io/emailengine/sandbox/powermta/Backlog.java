package io.emailengine.sandbox.powermta;

import java.util.ArrayDeque;
import java.util.Deque;

/** The recipients that wait in one queue, oldest first. */
final class Backlog {
  private final Deque<long[]> batches = new ArrayDeque<>();
  private long size;

  long size() {
    return size;
  }

  void add(long tick, long recipients) {
    if (recipients == 0) {
      return;
    }
    size += recipients;
    long[] last = batches.peekLast();
    if (last != null && last[0] == tick) {
      last[1] += recipients;
    } else {
      batches.addLast(new long[] {tick, recipients});
    }
  }

  /** Takes up to so many out and says how many it took. */
  long take(long most) {
    long taken = 0;
    while (taken < most && !batches.isEmpty()) {
      long[] first = batches.getFirst();
      long now = Math.min(most - taken, first[1]);
      first[1] -= now;
      taken += now;
      if (first[1] == 0) {
        batches.removeFirst();
      }
    }
    size -= taken;
    return taken;
  }

  /** Takes out all that came before a tick and says how many they were. */
  long dropOlderThan(long tick) {
    long dropped = 0;
    while (!batches.isEmpty() && batches.getFirst()[0] < tick) {
      dropped += batches.removeFirst()[1];
    }
    size -= dropped;
    return dropped;
  }
}
