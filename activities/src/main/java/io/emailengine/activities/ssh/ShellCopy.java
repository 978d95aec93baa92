package io.emailengine.activities.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A new file put together by the host's shell, from parts of another one and the little that is
 * new: for servers whose SFTP can't copy (OpenSSH before 9).
 */
final class ShellCopy {
  /** In octal it is four times as much, and a word over SSH may be 128 KiB. */
  private static final int MOST_LITERAL = 16 * 1024;

  private static final int READ_WRITE = 0666;

  /** One line. A file that is there already, or becomes a link meanwhile, is not written (-C). */
  private static final String SCRIPT =
      "umask \"$1\"; base=$2; to=$3; shift 3; set -C; while [ $# -gt 0 ]; do"
          + " if [ \"$1\" = copy ]; then"
          + " tail -c +\"$2\" -- \"$base\" | head -c \"$3\" || exit 1; shift 3;"
          + " else printf %b \"$2\" || exit 1; shift 2; fi;"
          + " done >\"$to\" && { sync \"$to\" 2>/dev/null || sync; }";

  private ShellCopy() {}

  /** The command; nothing if so much is new, or the mode is such, that it can't be done so. */
  static Optional<List<String>> command(
      String path, byte[] bytes, int mode, String basePath, byte[] base) {
    if ((mode & ~READ_WRITE) != 0) {
      return Optional.empty();
    }
    return Delta.between(base, bytes)
        .filter(parts -> literal(parts) <= MOST_LITERAL)
        .map(
            parts -> {
              String mask = String.format(Locale.ROOT, "%03o", 0777 & ~mode);
              List<String> words =
                  new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh", mask, basePath, path));
              parts.forEach(part -> add(words, part, bytes));
              return words;
            });
  }

  private static long literal(List<Delta.Part> parts) {
    return parts.stream().filter(part -> !part.copied()).mapToLong(Delta.Part::length).sum();
  }

  private static void add(List<String> words, Delta.Part part, byte[] bytes) {
    if (part.copied()) {
      words.add("copy");
      words.add(Integer.toString(part.from() + 1));
      words.add(Integer.toString(part.length()));
    } else {
      words.add("new");
      words.add(escaped(bytes, part.from(), part.length()));
    }
  }

  /** For {@code printf %b}: plain letters as they are, anything that could mean more in octal. */
  private static String escaped(byte[] bytes, int from, int length) {
    StringBuilder text = new StringBuilder();
    for (int at = from; at < from + length; at++) {
      int b = bytes[at] & 0xff;
      if (b >= ' ' && b < 0x7f && b != '\\' && b != '\'') {
        text.append((char) b);
      } else {
        text.append("\\0").append(String.format(Locale.ROOT, "%03o", b));
      }
    }
    return text.toString();
  }
}
