package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import io.emailengine.activities.pmta.config.tree.Placed;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Warns of blocks, macros and accesses that stand twice in one place: PowerMTA's guide does not say
 * how they are merged.
 */
final class Doubles {
  /** Blocks of which there may be several of one name. */
  private static final Set<String> MAY_REPEAT = Set.of("acct-file", "smtp-listener", "spool");

  private final ConfigTree tree;
  private final Findings findings;
  private final Set<Item> told = Collections.newSetFromMap(new IdentityHashMap<>());

  Doubles(ConfigTree tree, Findings findings) {
    this.tree = tree;
    this.findings = findings;
  }

  void check() {
    check(tree.topLevel());
    checkLines();
  }

  /** Of two macros one is lost; of two accesses of one network the first wins. */
  private void checkLines() {
    Set<String> seen = new HashSet<>();
    Set<Line> loaded = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Placed placed : tree.topLevel()) {
      if (placed.item() instanceof Line line
          && (line.is("domain-macro") || line.is("http-access"))
          && !line.words().isEmpty()
          && loaded.add(line)
          && !seen.add(NameCheck.lower(line.keyword()) + " " + line.words().get(0))) {
        findings.warn(
            "duplicate-line",
            placed.file(),
            line,
            "a second " + NameCheck.lower(line.keyword()) + " " + line.words().get(0));
      }
    }
  }

  private void check(List<Placed> level) {
    Set<String> seen = new HashSet<>();
    for (Placed placed : level) {
      if (placed.item() instanceof Block block) {
        if (!isFirst(block, seen) && told.add(block)) {
          findings.warn(
              block.is("domain") ? "duplicate-domain-block" : "duplicate-block",
              placed.file(),
              block,
              "a second block <" + block.tag() + " " + block.name() + "> in one place");
        }
        check(tree.contents(placed.file(), block));
      }
    }
  }

  /** Doubles of virtual MTAs and pools are told where the blocks are sorted. */
  private static boolean isFirst(Block block, Set<String> seen) {
    return Kinds.moves(block)
        || block.name().isEmpty()
        || MAY_REPEAT.contains(block.tag())
        || seen.add(block.tag() + " " + NameCheck.lower(block.name()));
  }
}
