package io.emailengine.activities.pmta.config.render;

import io.emailengine.activities.pmta.config.grammar.BlockText;

/** Checks shared by what is rendered. */
final class Checks {
  private Checks() {}

  static void sameBlock(BlockText text, String tag, String name) {
    if (!text.block().is(tag) || !text.block().name().equals(name)) {
      throw new IllegalArgumentException("the text is not the block <" + tag + " " + name + ">");
    }
  }
}
