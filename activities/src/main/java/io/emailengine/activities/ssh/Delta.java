package io.emailengine.activities.ssh;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A text as parts of an older one, line by line, and the little that is new. */
final class Delta {
  /** Each part is a round trip: a text that differs in more places is better sent whole. */
  private static final int MOST_PARTS = 64;

  private static final int TWICE = -1;

  private final byte[] old;
  private final byte[] now;
  private final int[] oldStarts;
  private final int[] nowStarts;
  private final List<Part> parts = new ArrayList<>();

  /**
   * Bytes of the new text.
   *
   * @param copied whether they are in the old text too
   * @param from where they begin: in the old text if copied, else in the new one
   */
  record Part(boolean copied, int from, int length) {}

  private Delta(byte[] old, byte[] now) {
    this.old = old;
    this.now = now;
    this.oldStarts = starts(old);
    this.nowStarts = starts(now);
  }

  /** The parts in order; nothing if they are too many or too much of it is new. */
  static Optional<List<Part>> between(byte[] old, byte[] now) {
    List<Part> parts = new Delta(old, now).parts();
    long literal = parts.stream().filter(part -> !part.copied()).mapToLong(Part::length).sum();
    boolean worth = parts.size() <= MOST_PARTS && literal <= now.length / 4;
    return worth ? Optional.of(parts) : Optional.empty();
  }

  private List<Part> parts() {
    Map<String, Integer> unique = unique();
    int next = 0;
    for (int line = 0; line + 1 < nowStarts.length; line++) {
      if (!same(next, line)) {
        int found = unique.getOrDefault(text(now, nowStarts, line), TWICE);
        if (found == TWICE) {
          add(false, nowStarts[line], nowStarts[line + 1] - nowStarts[line]);
          next++; // the line was changed; if it was put in, the next unique one tells
          continue;
        }
        next = found;
      }
      add(true, oldStarts[next], oldStarts[next + 1] - oldStarts[next]);
      next++;
    }
    return parts;
  }

  private void add(boolean copied, int from, int length) {
    Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
    if (last != null && last.copied() == copied && last.from() + last.length() == from) {
      parts.set(parts.size() - 1, new Part(copied, last.from(), last.length() + length));
    } else {
      parts.add(new Part(copied, from, length));
    }
  }

  private boolean same(int oldLine, int nowLine) {
    return oldLine + 1 < oldStarts.length
        && Arrays.equals(
            old,
            oldStarts[oldLine],
            oldStarts[oldLine + 1],
            now,
            nowStarts[nowLine],
            nowStarts[nowLine + 1]);
  }

  /** Lines of the old text by what they say; those that occur twice lead nowhere. */
  private Map<String, Integer> unique() {
    Map<String, Integer> unique = new HashMap<>();
    for (int line = 0; line + 1 < oldStarts.length; line++) {
      unique.merge(text(old, oldStarts, line), line, (first, second) -> TWICE);
    }
    return unique;
  }

  private static String text(byte[] bytes, int[] starts, int line) {
    int length = starts[line + 1] - starts[line];
    return new String(bytes, starts[line], length, StandardCharsets.ISO_8859_1);
  }

  /** Where each line begins, and the end of the last one. */
  private static int[] starts(byte[] bytes) {
    int[] starts = new int[16];
    int count = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (at == 0 || bytes[at - 1] == '\n') {
        starts = room(starts, count);
        starts[count++] = at;
      }
    }
    starts = room(starts, count);
    starts[count++] = bytes.length;
    return Arrays.copyOf(starts, count);
  }

  private static int[] room(int[] starts, int count) {
    return count < starts.length ? starts : Arrays.copyOf(starts, count * 2);
  }
}
