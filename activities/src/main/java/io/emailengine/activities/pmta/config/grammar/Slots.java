package io.emailengine.activities.pmta.config.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.emailengine.workflows.model.DailyCap;
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

  private Slots(byte[] pieces, int[] ends) {
    this.pieces = pieces;
    this.ends = ends;
  }

  static Slots of(BlockText text) {
    List<Line> lines = text.block().lines(DailyRate.DIRECTIVE);
    return lines.isEmpty() ? inserted(text) : cut(text, lines);
  }

  void appendTo(TextBytes out, DailyCap cap) {
    out.raw(pieces, 0, ends[0]);
    for (int i = 1; i < ends.length; i++) {
      out.number(cap.messages()).raw(PER_DAY).raw(pieces, ends[i - 1], ends[i]);
    }
  }

  private static Slots cut(BlockText text, List<Line> lines) {
    byte[] bytes = text.bytes();
    TextBytes out = new TextBytes(bytes.length);
    int[] ends = new int[lines.size() + 1];
    int from = text.block().start();
    for (int i = 0; i < lines.size(); i++) {
      ValueSpan value = ValueSpan.of(bytes, lines.get(i));
      out.raw(bytes, from, value.start());
      if (value.start() == value.keywordEnd()) {
        out.ascii(" ");
      }
      ends[i] = out.size();
      from = value.end();
    }
    out.raw(bytes, from, text.block().end());
    ends[lines.size()] = out.size();
    return new Slots(out.toByteArray(), ends);
  }

  private static Slots inserted(BlockText text) {
    Block block = text.block();
    TextBytes out = new TextBytes(text.size() + 64);
    text.appendTo(out, block.start(), block.bodyStart());
    out.ascii(indent(text)).ascii(DailyRate.DIRECTIVE).ascii(" ");
    int first = out.size();
    out.ascii(text.lineEnd());
    text.appendTo(out, block.bodyStart(), block.end());
    return new Slots(out.toByteArray(), new int[] {first, out.size()});
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
