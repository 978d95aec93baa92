package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import java.util.ArrayList;
import java.util.List;

/** A {@code domain-macro} whose list goes on in the next line. */
final class OpenMacro {
  private OpenMacro() {}

  /**
   * True if the next line belongs to a macro's list.
   *
   * @param continued whether this line does
   */
  static boolean isOpen(Line line, boolean continued) {
    boolean list = continued || line.is("domain-macro");
    String text = line.value().isEmpty() ? line.keyword() : line.value();
    boolean nameAlone = line.is("domain-macro") && line.words().size() == 1;
    return list && (nameAlone || text.endsWith(","));
  }

  /**
   * The blocks at top level that end a list which is still open. Without them the line behind them
   * would go on with the list.
   */
  static List<Block> blocksAfter(PmtaConfig file) {
    List<Block> found = new ArrayList<>();
    boolean open = false;
    for (Item item : file.items()) {
      if (item instanceof Block block) {
        if (open) {
          found.add(block);
        }
        open = false;
      } else if (item instanceof Line line && line.kind() == Line.Kind.DIRECTIVE) {
        open = isOpen(line, open);
      }
    }
    return found;
  }
}
