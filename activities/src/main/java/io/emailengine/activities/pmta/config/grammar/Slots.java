package io.emailengine.activities.pmta.config.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.emailengine.workflows.model.DailyCap;
import java.util.ArrayList;
import java.util.List;

/**
 * A virtual MTA's block cut at the places where its total rate stands, or, if it has none, where a
 * new first line would hold it.
 */
final class Slots {
  private static final String INDENT = "    ";

  private static final byte[] PER_DAY = "/d".getBytes(UTF_8);

  /** The pieces one after the other, and where each ends: few objects, for they are read cold. */
  private final byte[] pieces;

  private final int[] ends;

  private Slots(List<String> pieces) {
    this.pieces = String.join("", pieces).getBytes(UTF_8);
    this.ends = new int[pieces.size()];
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += pieces.get(i).getBytes(UTF_8).length;
      ends[i] = end;
    }
  }

  static Slots of(BlockText text) {
    List<Line> lines = text.block().lines(DailyRate.DIRECTIVE);
    return new Slots(lines.isEmpty() ? inserted(text) : cut(text, lines));
  }

  void appendTo(TextBytes out, DailyCap cap) {
    out.raw(pieces, 0, ends[0]);
    for (int i = 1; i < ends.length; i++) {
      out.number(cap.messages()).raw(PER_DAY).raw(pieces, ends[i - 1], ends[i]);
    }
  }

  private static List<String> cut(BlockText text, List<Line> lines) {
    List<String> pieces = new ArrayList<>();
    int from = text.block().start();
    for (Line line : lines) {
      String written = text.text(line);
      int keyword = written.indexOf(line.keyword());
      int start = keyword + line.keyword().length();
      String gap = " ";
      String after = written.substring(start);
      if (!line.value().isEmpty()) {
        int value = written.indexOf(line.value(), start);
        gap = written.substring(start, value);
        after = written.substring(value + line.value().length());
      }
      pieces.add(text.slice(from, line.start()) + written.substring(0, start) + gap);
      pieces.add(after);
      from = line.end();
    }
    return joined(pieces, text.slice(from, text.block().end()));
  }

  /** Glues what stands between two slots: the end of one line and all up to the next. */
  private static List<String> joined(List<String> halves, String rest) {
    List<String> pieces = new ArrayList<>();
    pieces.add(halves.get(0));
    for (int i = 1; i + 1 < halves.size(); i += 2) {
      pieces.add(halves.get(i) + halves.get(i + 1));
    }
    pieces.add(halves.get(halves.size() - 1) + rest);
    return pieces;
  }

  private static List<String> inserted(BlockText text) {
    Block block = text.block();
    String open = text.slice(block.start(), block.bodyStart());
    return List.of(
        open + indent(text) + DailyRate.DIRECTIVE + " ",
        text.lineEnd() + text.slice(block.bodyStart(), block.end()));
  }

  /** The indentation of the block's first directive, else one step more than the block's own. */
  static String indent(BlockText text) {
    for (Item item : text.block().children()) {
      if (item instanceof Line line && line.kind() == Line.Kind.DIRECTIVE) {
        return blanks(text.text(line));
      }
    }
    return blanks(text.value()) + INDENT;
  }

  static String blanks(String line) {
    int end = 0;
    while (end < line.length() && (line.charAt(end) == ' ' || line.charAt(end) == '\t')) {
      end++;
    }
    return line.substring(0, end);
  }
}
