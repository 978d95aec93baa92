package io.emailengine.activities.pmta.host;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Text of the file that says which files a swap of several is about: written before the first one
 * is touched, removed when all is over. One swap a line, fields apart by tabs, which no path has.
 */
final class SwapJournal {
  static final String HEADER = "email-engine-journal 1";
  static final String ABSENT = "absent";

  private static final int FIELDS = 5;

  private SwapJournal() {}

  static byte[] write(List<TestedSwap> swaps) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (TestedSwap swap : swaps) {
      text.append(
          String.join(
              "\t",
              swap.expectedSha256().orElse(ABSENT),
              swap.stagedSha256(),
              swap.staged(),
              swap.target(),
              swap.keptAs()));
      text.append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws HostFileException if the file is something else
   */
  static List<TestedSwap> read(String path, byte[] bytes) {
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw unreadable(path, 1);
    }
    List<TestedSwap> swaps = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] fields = lines.get(i).split("\t", -1);
      if (fields.length != FIELDS) {
        throw unreadable(path, i + 1);
      }
      try {
        swaps.add(
            new TestedSwap(
                fields[0].equals(ABSENT) ? Optional.empty() : Optional.of(fields[0]),
                fields[1],
                fields[2],
                fields[3],
                fields[4]));
      } catch (IllegalArgumentException e) {
        throw unreadable(path, i + 1);
      }
    }
    return swaps;
  }

  private static HostFileException unreadable(String path, int line) {
    return new HostFileException(
        HostFileException.Kind.FAILED, path + " line " + line + " is no journal of a swap");
  }
}
