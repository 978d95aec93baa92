package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.TextBytes;
import java.util.List;

/**
 * A file with blocks cut out and one line put in.
 *
 * @param blocks in the order of the file
 * @param place where the line goes: that of the first block, or the end without blocks
 */
record Cut(byte[] before, List<Block> blocks, int place, byte[] include) {
  byte[] after() {
    TextBytes out = new TextBytes(before.length + include.length + 16);
    int from = 0;
    for (Block block : blocks) {
      out.raw(before, from, block.start());
      if (block.start() == place) {
        out.raw(include);
      }
      from = block.end();
    }
    out.raw(before, from, before.length);
    if (blocks.isEmpty()) {
      out.raw(include);
    }
    return out.toByteArray();
  }

  /** Where an offset of the file before lies afterwards; the line's own place is before it. */
  int moved(int offset) {
    int moved = offset > place ? offset + include.length : offset;
    for (Block block : blocks) {
      if (block.start() < offset) {
        moved -= Math.min(offset, block.end()) - block.start();
      }
    }
    return moved;
  }
}
