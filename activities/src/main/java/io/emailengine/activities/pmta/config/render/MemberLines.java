package io.emailengine.activities.pmta.config.render;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.grammar.Line;
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

  String text() {
    StringBuilder out = new StringBuilder();
    appendTo(out);
    return out.toString();
  }

  private void appendTo(StringBuilder out) {
    Block block = text.block();
    if (lines.isEmpty()) {
      out.append(text.slice(block.start(), block.bodyStart()));
      appendMissing(out);
      out.append(text.slice(block.bodyStart(), block.end()));
      return;
    }
    int from = block.start();
    for (Line line : lines) {
      out.append(text.slice(from, stays(line) ? line.end() : line.start()));
      from = line.end();
    }
    appendMissing(out);
    out.append(text.slice(from, block.end()));
  }

  private void appendMissing(StringBuilder out) {
    for (VmtaName member : missing.values()) {
      out.append(text.indent()).append("virtual-mta ").append(member.value());
      out.append(text.lineEnd());
    }
  }

  private boolean stays(Line line) {
    return wanted.contains(name(line));
  }

  private static String name(Line line) {
    List<String> words = line.words();
    return words.isEmpty() ? "" : lower(words.get(0));
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
