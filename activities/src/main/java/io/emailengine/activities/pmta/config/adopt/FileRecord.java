package io.emailengine.activities.pmta.config.adopt;

import java.util.Arrays;
import java.util.List;

/**
 * One of the operator's files as adoption left it, and what it took out and put in.
 *
 * @param after the bytes that adoption wrote
 * @param includeStart first byte of the engine's include line, equal to the end if there is none
 * @param includeEnd one past its last byte
 * @param holes in the order of the file
 */
record FileRecord(String path, byte[] after, int includeStart, int includeEnd, List<Hole> holes) {
  FileRecord {
    holes = List.copyOf(holes);
    if (includeStart < 0 || includeEnd < includeStart || includeEnd > after.length) {
      throw new IllegalArgumentException("the include line is outside the file");
    }
    if (holes.stream().anyMatch(hole -> hole.offset() > after.length)) {
      throw new IllegalArgumentException("a hole is outside the file");
    }
  }

  /** How many bytes of a line end adoption put before the include line, to end the last line. */
  int glue() {
    int at = includeStart;
    while (at < includeEnd && (after[at] == '\r' || after[at] == '\n')) {
      at++;
    }
    return at - includeStart;
  }

  /** The same with a line end before the include line counted to it, if that line is still last. */
  FileRecord withGlue(int bytes) {
    boolean last =
        includeEnd == after.length
            && holes.stream().noneMatch(hole -> hole.offset() >= includeEnd)
            && endsLine(after, includeStart, bytes);
    return last ? new FileRecord(path, after, includeStart - bytes, includeEnd, holes) : this;
  }

  /** True if a file still ends with the include line and the line before it. */
  boolean endsAsBefore(byte[] now) {
    int from = includeStart;
    while (from > 0 && after[from - 1] != '\n') {
      from--;
    }
    int length = after.length - from;
    return now.length >= length
        && Arrays.equals(after, from, after.length, now, now.length - length, now.length);
  }

  /** True if the bytes before an offset are a line end of this length. */
  private static boolean endsLine(byte[] file, int offset, int length) {
    return length > 0
        && offset >= length
        && file[offset - 1] == '\n'
        && (length == 1 || file[offset - 2] == '\r');
  }

  @Override
  public String toString() {
    return "FileRecord[" + path + "]";
  }
}
