package io.emailengine.activities.pmta.config.tree;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts included files in the place of a block's include lines; for one block. */
final class InPlace {
  /**
   * Far more than any real block; files that include each other over and over must come to an end.
   */
  private static final int MAX_LOADS = 10_000;

  private final Map<String, ConfigFile> files;
  private final Map<Line, Include> includes;
  private final List<Placed> found = new ArrayList<>();
  private final Set<String> open = new HashSet<>();
  private int loads;

  InPlace(Map<String, ConfigFile> files, Map<Line, Include> includes) {
    this.files = files;
    this.includes = includes;
  }

  List<Placed> of(ConfigFile file, Block block) {
    collect(file, block.children());
    return found;
  }

  private void collect(ConfigFile file, List<Item> items) {
    for (Item item : items) {
      Include include = item instanceof Line line && line.is("include") ? includes.get(line) : null;
      if (include == null) {
        found.add(new Placed(file, item));
      } else {
        include.paths().forEach(this::enter);
      }
    }
  }

  private void enter(String path) {
    ConfigFile file = files.get(path);
    if (file != null && loads++ < MAX_LOADS && open.add(path)) {
      collect(file, file.config().items());
      open.remove(path);
    }
  }
}
