package io.emailengine.store.diff;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which lines of two texts differ, by the patience method: lines that occur once in both texts
 * anchor the comparison, as the opening tags of virtual MTAs do. So the work stays near linear on
 * long files in which every block changed.
 */
public final class LineDiff {
  /** Cells of the exact comparison between two anchors; a larger gap counts as replaced. */
  private static final long MAX_CELLS = 1_000_000;

  private final List<String> before;
  private final List<String> after;
  private final BitSet removed = new BitSet();
  private final BitSet added = new BitSet();
  private final Deque<Range> open = new ArrayDeque<>();

  /** Lines {@code a} to {@code aEnd} of the one text against {@code b} to {@code bEnd}. */
  private record Range(int a, int aEnd, int b, int bEnd) {}

  private LineDiff(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
  }

  /**
   * The differing lines, by index. Lines that are in neither set pair up in order and are equal.
   */
  public record Changed(BitSet removed, BitSet added) {}

  public static Changed of(List<String> before, List<String> after) {
    LineDiff diff = new LineDiff(before, after);
    diff.open.push(new Range(0, before.size(), 0, after.size()));
    while (!diff.open.isEmpty()) {
      diff.compare(diff.trimmed(diff.open.pop()));
    }
    return new Changed(diff.removed, diff.added);
  }

  private Range trimmed(Range range) {
    int a = range.a();
    int b = range.b();
    int aEnd = range.aEnd();
    int bEnd = range.bEnd();
    while (a < aEnd && b < bEnd && before.get(a).equals(after.get(b))) {
      a++;
      b++;
    }
    while (a < aEnd && b < bEnd && before.get(aEnd - 1).equals(after.get(bEnd - 1))) {
      aEnd--;
      bEnd--;
    }
    return new Range(a, aEnd, b, bEnd);
  }

  private void compare(Range range) {
    if (range.a() == range.aEnd() || range.b() == range.bEnd()) {
      replace(range);
    } else if (!splitAtAnchors(range)) {
      long cells = (long) (range.aEnd() - range.a()) * (range.bEnd() - range.b());
      if (cells <= MAX_CELLS) {
        compareExactly(range);
      } else {
        replace(range);
      }
    }
  }

  private void replace(Range range) {
    removed.set(range.a(), range.aEnd());
    added.set(range.b(), range.bEnd());
  }

  /** False if no line occurs exactly once on both sides. */
  private boolean splitAtAnchors(Range range) {
    Map<String, Integer> placeInAfter = uniqueLines(after, range.b(), range.bEnd());
    Map<String, Integer> placeInBefore = uniqueLines(before, range.a(), range.aEnd());
    int[] pairs = new int[range.aEnd() - range.a()];
    int[] lines = new int[pairs.length];
    int count = 0;
    for (int i = range.a(); i < range.aEnd(); i++) {
      Integer own = placeInBefore.get(before.get(i));
      Integer other = placeInAfter.get(before.get(i));
      if (own != null && own == i && other != null && other >= 0) {
        lines[count] = i;
        pairs[count++] = other;
      }
    }
    if (count == 0) {
      return false;
    }
    int a = range.a();
    int b = range.b();
    for (int at : Increasing.longest(pairs, count)) {
      open.push(new Range(a, lines[at], b, pairs[at]));
      a = lines[at] + 1;
      b = pairs[at] + 1;
    }
    open.push(new Range(a, range.aEnd(), b, range.bEnd()));
    return true;
  }

  /** Where each line stands; -1 for one that stands there more than once. */
  private static Map<String, Integer> uniqueLines(List<String> lines, int from, int to) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = from; i < to; i++) {
      places.merge(lines.get(i), i, (first, second) -> -1);
    }
    return places;
  }

  /** The textbook's table of longest common subsequences. */
  private void compareExactly(Range range) {
    int rows = range.aEnd() - range.a();
    int columns = range.bEnd() - range.b();
    int[][] length = new int[rows + 1][columns + 1];
    for (int i = rows - 1; i >= 0; i--) {
      for (int j = columns - 1; j >= 0; j--) {
        length[i][j] =
            same(range, i, j)
                ? length[i + 1][j + 1] + 1
                : Math.max(length[i + 1][j], length[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < rows || j < columns) {
      if (i < rows && j < columns && same(range, i, j)) {
        i++;
        j++;
      } else if (j == columns || (i < rows && length[i + 1][j] >= length[i][j + 1])) {
        removed.set(range.a() + i++);
      } else {
        added.set(range.b() + j++);
      }
    }
  }

  private boolean same(Range range, int i, int j) {
    return before.get(range.a() + i).equals(after.get(range.b() + j));
  }
}
