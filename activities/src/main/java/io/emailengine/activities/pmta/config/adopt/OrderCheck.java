package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import io.emailengine.activities.pmta.config.tree.Placed;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Blocks move up to one place, and virtual MTAs before pools. Warns of a move past a definition
 * that the block uses: PowerMTA's guide wants only pattern-lists before the sources that name them,
 * and says nothing of other definitions; the host's own test of the result decides.
 */
final class OrderCheck {
  private static final String CODE = "moves-above-definition";

  /** Directives that name a virtual MTA or a pool from inside a virtual MTA. */
  private static final Set<String> NAMES_A_TARGET =
      Set.of("reroute-to-virtual-mta", "backoff-reroute-to-virtual-mta", "cold-virtual-mta");

  private final ConfigTree tree;
  private final List<Moved> moved;
  private final Findings findings;

  /** Where each macro ({@code $name}) and named list ({@code tag name}) is defined first. */
  private final Map<String, Integer> definitions = new HashMap<>();

  private final Map<Item, Integer> places = new IdentityHashMap<>();

  OrderCheck(ConfigTree tree, List<Moved> moved, Findings findings) {
    this.tree = tree;
    this.moved = moved;
    this.findings = findings;
  }

  /** Checks the moved blocks, which are in load order, against the place of the first. */
  void check() {
    if (moved.isEmpty()) {
      return;
    }
    collect();
    int place = places.getOrDefault(moved.get(0).block(), 0);
    Map<String, Moved> earlierPools = new HashMap<>();
    for (Moved one : moved) {
      uses(one.block(), key -> checkUse(one, key, place));
      if (one.block().is(Kinds.POOL)) {
        earlierPools.put(NameCheck.lower(one.block().name()), one);
      } else if (!earlierPools.isEmpty()) {
        targets(one.block(), name -> checkTarget(one, earlierPools.get(NameCheck.lower(name))));
      }
    }
  }

  private void collect() {
    List<Placed> items = tree.topLevel();
    Set<Item> moves = Collections.newSetFromMap(new IdentityHashMap<>());
    moved.forEach(one -> moves.add(one.block()));
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i).item();
      places.putIfAbsent(item, i);
      if (item instanceof Line line && line.is("domain-macro") && !line.words().isEmpty()) {
        definitions.putIfAbsent("$" + line.words().get(0), i);
      } else if (item instanceof Block block && !block.name().isEmpty() && !moves.contains(block)) {
        definitions.putIfAbsent(key(block.tag(), block.name()), i);
      }
    }
  }

  private void checkUse(Moved block, String key, int place) {
    Integer definition = definitions.get(key);
    int own = places.getOrDefault(block.block(), 0);
    if (definition != null && definition > place && definition < own) {
      Placed found = tree.topLevel().get(definition);
      warn(
          block,
          "which defines something it uses",
          found.file().path() + " line " + found.item().line());
    }
  }

  private void checkTarget(Moved block, @Nullable Moved pool) {
    if (pool != null) {
      warn(block, "a pool that it names", pool.file().path() + " line " + pool.block().line());
    }
  }

  private void warn(Moved block, String what, String where) {
    findings.warn(
        CODE,
        block.file(),
        block.block(),
        block.block().name() + " moves above " + where + ", " + what);
  }

  private static void uses(Block block, Consumer<String> use) {
    macros(block.name(), use);
    for (Item item : block.children()) {
      if (item instanceof Block inner) {
        uses(inner, use);
      } else {
        Line line = (Line) item;
        macros(line.value(), use);
        String tag = line.is("use-proxy") ? "proxy" : NameCheck.lower(line.keyword());
        for (String word : line.value().split("[\\s,]+")) {
          use.accept(key(tag, word.replace("\"", "")));
        }
      }
    }
  }

  private static void targets(Block block, Consumer<String> target) {
    for (Item item : block.children()) {
      if (item instanceof Block inner) {
        targets(inner, target);
      } else if (item instanceof Line line
          && NAMES_A_TARGET.contains(NameCheck.lower(line.keyword()))) {
        line.words().forEach(target);
      }
    }
  }

  private static void macros(String text, Consumer<String> use) {
    for (int at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at + 1)) {
      int end = at + 1;
      while (end < text.length()
          && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
        end++;
      }
      use.accept(text.substring(at, end));
    }
  }

  private static String key(String tag, String name) {
    return tag + " " + NameCheck.lower(name);
  }
}
