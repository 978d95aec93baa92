package io.emailengine.store.diff;

import java.util.Arrays;

/** Longest increasing subsequences. */
final class Increasing {
  private Increasing() {}

  /** The indexes of a longest increasing subsequence of the first {@code count} values. */
  static int[] longest(int[] values, int count) {
    int[] tails = new int[count];
    int[] previous = new int[count];
    int length = 0;
    for (int i = 0; i < count; i++) {
      int low = 0;
      int high = length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (values[tails[middle]] < values[i]) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      previous[i] = low == 0 ? -1 : tails[low - 1];
      tails[low] = i;
      length = Math.max(length, low + 1);
    }
    int[] found = new int[length];
    int at = length == 0 ? -1 : tails[length - 1];
    for (int i = length - 1; i >= 0; i--) {
      found[i] = at;
      at = previous[at];
    }
    return Arrays.copyOf(found, length);
  }
}
