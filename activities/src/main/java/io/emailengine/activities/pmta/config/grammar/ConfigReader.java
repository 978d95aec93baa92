package io.emailengine.activities.pmta.config.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One pass over a file, line by line. */
final class ConfigReader {
  /** Deeper than any real file; keeps walks over the tree from exhausting the stack. */
  private static final int MAX_DEPTH = 32;

  /** A file of garbage must not answer with a line of complaint for each of its own. */
  private static final int MAX_PROBLEMS = 100;

  private final String fileName;
  private final byte[] bytes;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final ByteNotes notes;
  private final Deque<Open> open = new ArrayDeque<>();
  private List<Item> level = new ArrayList<>();

  /** A block whose closing tag has not been seen yet. */
  private record Open(
      String tag, String name, int line, int start, int bodyStart, List<Item> outer) {}

  ConfigReader(String fileName, byte[] bytes) {
    this.fileName = fileName;
    this.bytes = bytes;
    this.notes = new ByteNotes(fileName, bytes, MAX_PROBLEMS);
  }

  PmtaConfig read() {
    int first = notes.byteOrderMark();
    if (first > 0) {
      level.add(new Line(Line.Kind.BLANK, 1, 0, first, "", ""));
    }
    int line = 0;
    for (int start = first; start < bytes.length; ) {
      int end = lineEnd(start);
      line++;
      readLine(line, start, end);
      start = end;
    }
    closeWhatIsLeft(Math.max(1, line));
    return new PmtaConfig(fileName, bytes, level, problems, notes.found());
  }

  private int lineEnd(int start) {
    int end = start;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    return Math.min(end + 1, bytes.length);
  }

  private void readLine(int line, int start, int end) {
    notes.check(line, start, end);
    int last = end;
    while (last > start && (bytes[last - 1] == '\n' || bytes[last - 1] == '\r')) {
      last--;
    }
    int hash = start;
    while (hash < last && bytes[hash] != '#') {
      hash++;
    }
    String code = stripBlanks(new String(bytes, start, hash - start, UTF_8));
    if (code.isEmpty()) {
      level.add(
          new Line(hash < last ? Line.Kind.COMMENT : Line.Kind.BLANK, line, start, end, "", ""));
    } else if (code.charAt(0) == '<') {
      readTag(code, line, start, end);
    } else {
      readDirective(code, line, start, end);
    }
  }

  private void readDirective(String code, int line, int start, int end) {
    int cut = 0;
    while (cut < code.length() && !Words.isBlank(code.charAt(cut))) {
      cut++;
    }
    String keyword = code.substring(0, cut);
    String value = stripBlanks(code.substring(cut));
    level.add(new Line(Line.Kind.DIRECTIVE, line, start, end, keyword, value));
    Open inside = open.peek();
    String around = inside == null ? code : ByteNotes.withoutPattern(inside.tag(), code);
    String lower = around.indexOf('<') < 0 ? "" : around.toLowerCase(Locale.ROOT);
    if (lower.contains("<virtual-mta")
        || lower.contains("</virtual-mta")
        || (inside != null && lower.contains("</" + inside.tag()))) {
      problem("shared-line", line, "a tag shares its line with something else");
    } else if (inside != null) {
      notes.checkPattern(inside.tag(), code, line);
    }
  }

  private void readTag(String code, int line, int start, int end) {
    String inside = inside(code);
    if (inside == null) {
      broken(line, start, end);
      problem("shared-line", line, "a tag must stand alone on its line, from < to >");
    } else if (inside.startsWith("/")) {
      close(word(stripBlanks(inside.substring(1))), line, start, end);
    } else if (word(inside).isEmpty()) {
      broken(line, start, end);
      problem("broken-tag", line, "the tag has no name");
    } else if (open.size() >= MAX_DEPTH) {
      broken(line, start, end);
      problem("nested-too-deep", line, "blocks are nested deeper than " + MAX_DEPTH);
    } else {
      String tag = word(inside);
      String name = stripBlanks(inside.substring(tag.length()));
      open.push(new Open(tag.toLowerCase(Locale.ROOT), name, line, start, end, level));
      level = new ArrayList<>();
    }
  }

  /** What stands between the brackets, or null if the line is more or less than one tag. */
  private static @Nullable String inside(String code) {
    if (code.length() < 2 || code.charAt(code.length() - 1) != '>') {
      return null;
    }
    String inside = stripBlanks(code.substring(1, code.length() - 1));
    // The command of <acct-file |COMMAND> is a shell's business and may redirect.
    boolean command =
        inside.toLowerCase(Locale.ROOT).startsWith("acct-file") && inside.indexOf('|') > 0;
    boolean more = inside.indexOf('<') >= 0 || inside.indexOf('>') >= 0;
    return more && !command ? null : inside;
  }

  private void close(String tag, int line, int start, int end) {
    Open last = open.peek();
    if (last == null) {
      broken(line, start, end);
      problem("unexpected-close", line, "a closing tag without an opening one");
    } else if (!last.tag().equals(tag.toLowerCase(Locale.ROOT))) {
      broken(line, start, end);
      problem(
          "mismatched-close", line, "the block opened in line " + last.line() + " is still open");
    } else {
      pop(last, line, start, end);
    }
  }

  private void closeWhatIsLeft(int line) {
    for (Open last = open.peek(); last != null; last = open.peek()) {
      problem("unclosed-block", last.line(), "the block is never closed");
      pop(last, line, bytes.length, bytes.length);
    }
  }

  private void pop(Open last, int line, int bodyEnd, int end) {
    Block block =
        new Block(
            last.tag(),
            last.name(),
            last.line(),
            line,
            last.start(),
            end,
            last.bodyStart(),
            bodyEnd,
            level);
    open.pop();
    level = last.outer();
    level.add(block);
  }

  private void broken(int line, int start, int end) {
    level.add(new Line(Line.Kind.BROKEN, line, start, end, "", ""));
  }

  private void problem(String code, int line, String message) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(new ConfigProblem(code, fileName, line, message));
    }
  }

  private static String word(String text) {
    int end = 0;
    while (end < text.length() && !Words.isBlank(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end);
  }

  private static String stripBlanks(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && Words.isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && Words.isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }
}
