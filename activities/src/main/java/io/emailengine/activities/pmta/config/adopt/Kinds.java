package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Item;

/** The kinds of block that adoption moves. */
final class Kinds {
  static final String VMTA = "virtual-mta";
  static final String POOL = "virtual-mta-pool";

  private Kinds() {}

  static boolean moves(Item item) {
    return item instanceof Block block && (block.is(VMTA) || block.is(POOL));
  }
}
