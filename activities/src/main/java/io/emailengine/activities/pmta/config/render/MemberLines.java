package io.emailengine.activities.pmta.config.render;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.grammar.TextBytes;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.VmtaName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** An adopted pool's text with other members. */
final class MemberLines {
  private final BlockText text;
  private final List<Line> lines;

  /** Wanted members by lower-case name; those that have a line are taken out. */
  private final Map<String, VmtaName> missing = new TreeMap<>();

  private final Set<String> wanted;

  MemberLines(BlockText text, Set<VmtaName> members) {
    this.text = text;
    this.lines = text.block().lines("virtual-mta");
    members.forEach(member -> missing.put(lower(member.value()), member));
    this.wanted = Set.copyOf(missing.keySet());
    lines.forEach(line -> missing.remove(name(line)));
  }

  void appendTo(TextBytes out) {
    Block block = text.block();
    if (lines.isEmpty()) {
      text.appendTo(out, block.start(), block.bodyStart());
      appendMissing(out);
      text.appendTo(out, block.bodyStart(), block.end());
      return;
    }
    int from = block.start();
    for (Line line : lines) {
      text.appendTo(out, from, stays(line) ? line.end() : line.start());
      from = line.end();
    }
    appendMissing(out);
    text.appendTo(out, from, block.end());
  }

  private void appendMissing(TextBytes out) {
    for (VmtaName member : missing.values()) {
      out.ascii(text.indent()).ascii("virtual-mta ").ascii(member.value()).ascii(text.lineEnd());
    }
  }

  /** A member whose name the engine can't use is not its to take out. */
  private boolean stays(Line line) {
    return wanted.contains(name(line)) || !isPlain(name(line));
  }

  private static boolean isPlain(String name) {
    try {
      new VmtaName(name);
      return true;
    } catch (InvalidValueException e) {
      return false; // the answer to a name that is not plain
    }
  }

  private static String name(Line line) {
    List<String> words = line.words();
    return words.isEmpty() ? "" : lower(words.get(0));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
