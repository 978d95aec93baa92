package io.emailengine.activities.pmta.config.adopt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.emailengine.store.diff.LineDiff;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the places of one version of a file again in a later one that somebody edited: a place is
 * known by the nearest line that is still there, the line after it before the one before it.
 */
final class LineMap {
  private final byte[] to;
  private final int[] fromStarts;
  private final int[] toStarts;

  /** For each line of the one, the same line of the other, or -1. */
  private final int[] same;

  LineMap(byte[] from, byte[] to) {
    this.to = to;
    List<String> fromLines = lines(from);
    List<String> toLines = lines(to);
    this.fromStarts = starts(fromLines);
    this.toStarts = starts(toLines);
    this.same = new int[fromLines.size()];
    Arrays.fill(same, -1);
    LineDiff.Changed changed = LineDiff.of(fromLines, toLines);
    int there = 0;
    for (int i = 0; i < same.length; i++) {
      if (!changed.removed().get(i)) {
        there = changed.added().nextClearBit(there);
        same[i] = there++;
      }
    }
  }

  /** Where an offset of the earlier version lies in the later one: the start of a line. */
  int offset(int from) {
    int line = Arrays.binarySearch(fromStarts, from);
    int k = line >= 0 ? line : -line - 2; // a place behind a byte order mark is in its line
    for (int distance = 0; distance <= same.length; distance++) {
      int after = k + distance;
      if (after < same.length && same[after] >= 0) {
        return start(same[after]);
      }
      int before = k - 1 - distance;
      if (before >= 0 && same[before] >= 0) {
        return start(same[before] + 1);
      }
    }
    return k == 0 ? start(0) : to.length;
  }

  private int start(int line) {
    int start = toStarts[line];
    boolean mark =
        start == 0
            && to.length >= 3
            && to[0] == (byte) 0xef
            && to[1] == (byte) 0xbb
            && to[2] == (byte) 0xbf;
    return mark ? 3 : start;
  }

  private static List<String> lines(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        lines.add(new String(bytes, start, i + 1 - start, ISO_8859_1));
        start = i + 1;
      }
    }
    if (start < bytes.length) {
      lines.add(new String(bytes, start, bytes.length - start, ISO_8859_1));
    }
    return lines;
  }

  /** The start of each line, and of the one that would follow. */
  private static int[] starts(List<String> lines) {
    int[] starts = new int[lines.size() + 1];
    for (int i = 0; i < lines.size(); i++) {
      starts[i + 1] = starts[i] + lines.get(i).length();
    }
    return starts;
  }
}
