package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Comments that somebody wrote between the blocks of the engine's file. Only blocks are carried
 * along, so each goes with the virtual MTA above it.
 */
final class LooseComments {
  /** By the place of the block that they follow. */
  private final Map<Integer, List<String>> byBlock;

  private LooseComments(Map<Integer, List<String>> byBlock) {
    this.byBlock = byBlock;
  }

  /**
   * @param before the recorded file: its own comments are the engine's
   */
  static LooseComments between(String before, PmtaConfig edited) {
    Map<String, Integer> known = new HashMap<>();
    before.lines().map(String::strip).forEach(line -> known.merge(line, 1, Integer::sum));
    Map<Integer, List<String>> byBlock = new HashMap<>();
    Block above = null;
    for (Item item : edited.items()) {
      if (item instanceof Block block) {
        above = block.is("virtual-mta") ? block : above;
      } else if (above != null && ((Line) item).kind() == Line.Kind.COMMENT) {
        String comment = edited.text(item).strip();
        if (known.merge(comment, -1, Integer::sum) < 0) {
          byBlock.computeIfAbsent(above.start(), start -> new ArrayList<>()).add(comment);
        }
      }
    }
    return new LooseComments(byBlock);
  }

  /** Whether there are any after this block. */
  boolean follow(Block block) {
    return byBlock.containsKey(block.start());
  }

  /** The block's text with the comments that follow it as its last lines. */
  String into(Block block, String text) {
    int end = text.lastIndexOf('\n', text.lastIndexOf("</")) + 1;
    StringBuilder with = new StringBuilder(text);
    for (String comment : byBlock.getOrDefault(block.start(), List.of())) {
      String line = "    " + comment + "\n";
      with.insert(end, line);
      end += line.length();
    }
    return with.toString();
  }
}
