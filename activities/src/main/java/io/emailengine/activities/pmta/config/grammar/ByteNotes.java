package io.emailengine.activities.pmta.config.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Notes what is strange about the bytes and the patterns of a file, line by line. */
final class ByteNotes {
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /** Blocks whose lines hold regular expressions between slashes. */
  private static final Set<String> PATTERN_BLOCKS =
      Set.of("smtp-pattern-list", "bounce-category-patterns", "pattern-list", "email-patterns");

  private final String fileName;
  private final byte[] bytes;
  private final int max;
  private final List<ConfigProblem> found = new ArrayList<>();

  ByteNotes(String fileName, byte[] bytes, int max) {
    this.fileName = fileName;
    this.bytes = bytes;
    this.max = max;
  }

  List<ConfigProblem> found() {
    return found;
  }

  /** Length of the mark that some editors put in front of a file. */
  int byteOrderMark() {
    if (bytes.length < MARK.length
        || bytes[0] != MARK[0]
        || bytes[1] != MARK[1]
        || bytes[2] != MARK[2]) {
      return 0;
    }
    note("byte-order-mark", 1, "the file starts with a byte order mark");
    return MARK.length;
  }

  void check(int line, int start, int end) {
    boolean ascii = true;
    for (int i = start; i < end; i++) {
      byte b = bytes[i];
      boolean returnInside =
          b == '\r' && !(i + 1 < bytes.length && bytes[i + 1] == '\n') && i + 1 != bytes.length;
      if (returnInside || (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r') || b == 127) {
        note("control-character", line, "the line holds a control character");
        return;
      }
      ascii &= b >= 0;
    }
    if (!ascii) {
      try {
        UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, end - start));
      } catch (CharacterCodingException e) {
        note("not-utf8", line, "the line is not UTF-8 text");
      }
    }
  }

  /** A regular expression that a mail client or a {@code #} cut off. */
  void checkPattern(String block, String code, int line) {
    if (!PATTERN_BLOCKS.contains(block)) {
      return;
    }
    int start = start(code);
    if (start >= 0 && end(code, start) >= code.length()) {
      note(
          "broken-regex",
          line,
          "the regular expression has no end on its line; a # begins a comment, \\x23 means one");
    }
  }

  /**
   * A line without the regular expression in it, which may hold anything; an expression without an
   * end is no expression.
   */
  static String withoutPattern(String block, String code) {
    int start = PATTERN_BLOCKS.contains(block) ? start(code) : -1;
    int end = start < 0 ? code.length() : end(code, start);
    return end >= code.length() ? code : code.substring(0, start) + code.substring(end + 1);
  }

  /** Where the slash stands that ends an expression; the code's length or more without one. */
  private static int end(String code, int start) {
    int at = start + 1;
    while (at < code.length() && code.charAt(at) != '/') {
      at += code.charAt(at) == '\\' ? 2 : 1;
    }
    return at;
  }

  /** Where a word begins with a slash, or -1. */
  private static int start(String code) {
    for (int i = 0; i < code.length(); i++) {
      if (code.charAt(i) == '/' && (i == 0 || Words.isBlank(code.charAt(i - 1)))) {
        return i;
      }
    }
    return -1;
  }

  private void note(String code, int line, String message) {
    if (found.size() < max) {
      found.add(new ConfigProblem(code, fileName, line, message));
    }
  }
}
