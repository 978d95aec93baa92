package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.tree.ConfigFile;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import io.emailengine.activities.pmta.config.tree.Placed;
import java.util.ArrayList;
import java.util.List;

/** What a block holds, read through its includes. */
final class Contents {
  private final ConfigTree tree;
  private final List<Placed> items;

  private Contents(ConfigTree tree, List<Placed> items) {
    this.tree = tree;
    this.items = items;
  }

  static Contents of(ConfigTree tree, ConfigFile file, Block block) {
    return new Contents(tree, tree.contents(file, block));
  }

  /** A line and where it stands. */
  record Found(ConfigFile file, Line line) {}

  /** The lines of a directive, those of inner blocks left out. */
  List<Found> lines(String directive) {
    List<Found> found = new ArrayList<>();
    for (Placed placed : items) {
      if (placed.item() instanceof Line line && line.is(directive)) {
        found.add(new Found(placed.file(), line));
      }
    }
    return found;
  }

  /** The blocks of a tag directly inside. */
  List<Placed> blocks(String tag) {
    return items.stream()
        .filter(placed -> placed.item() instanceof Block block && block.is(tag))
        .toList();
  }

  Contents inside(Placed block) {
    return of(tree, block.file(), (Block) block.item());
  }
}
