package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Blocks move up to one place, and virtual MTAs before pools. Refuses a move past a definition that
 * the block uses, because PowerMTA wants some of them before their use and does not say which.
 */
final class OrderCheck {
  /** Directives that name a virtual MTA or a pool from inside a virtual MTA. */
  private static final Set<String> NAMES_A_TARGET =
      Set.of("reroute-to-virtual-mta", "backoff-reroute-to-virtual-mta", "cold-virtual-mta");

  private final PmtaConfig config;
  private final Findings findings;

  /** Where each macro ({@code $name}) and named list ({@code tag name}) is defined first. */
  private final Map<String, Item> definitions = new HashMap<>();

  OrderCheck(PmtaConfig config, Findings findings) {
    this.config = config;
    this.findings = findings;
  }

  /** Checks the moved blocks, in the order of the file, against the place that they move to. */
  void check(List<Block> moved, int place) {
    collect();
    Map<String, Integer> earlierPools = new HashMap<>();
    for (Block block : moved) {
      uses(block, key -> checkUse(block, key, place));
      if (block.is(PlainCase.POOL)) {
        earlierPools.put(NameCheck.lower(block.name()), block.line());
      } else {
        targets(block, name -> checkTarget(block, earlierPools.get(NameCheck.lower(name))));
      }
    }
  }

  private void collect() {
    for (Line macro : config.lines("domain-macro")) {
      List<String> words = macro.words();
      if (!words.isEmpty()) {
        definitions.putIfAbsent("$" + words.get(0), macro);
      }
    }
    config
        .blocks()
        .filter(block -> !block.name().isEmpty() && !PlainCase.moves(block))
        .forEach(block -> definitions.putIfAbsent(key(block.tag(), block.name()), block));
  }

  private void checkUse(Block block, String key, int place) {
    Item definition = definitions.get(key);
    if (definition != null && definition.start() > place && definition.start() < block.start()) {
      findings.refuse(
          "order",
          block,
          block.name()
              + " would move above line "
              + definition.line()
              + ", which defines something it uses; move that definition up first");
    }
  }

  private void checkTarget(Block block, @Nullable Integer poolLine) {
    if (poolLine != null) {
      findings.refuse(
          "order",
          block,
          block.name()
              + " would move above the pool of line "
              + poolLine
              + ", which it names; move the pool down first");
    }
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
