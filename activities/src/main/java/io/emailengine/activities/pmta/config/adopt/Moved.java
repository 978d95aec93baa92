package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.tree.ConfigFile;

/**
 * A block that moves to the engine's file.
 *
 * @param position among the moved blocks, in the order in which they are loaded
 * @param text as the engine's file has it: relative includes inside are made absolute
 */
record Moved(int position, ConfigFile file, Block block, BlockText text) {
  BlockText original() {
    return BlockText.of(file.config().bytes(block));
  }
}
