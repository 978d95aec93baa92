package io.emailengine.activities.pmta.config.adopt;

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

  @Override
  public String toString() {
    return "FileRecord[" + path + "]";
  }
}
