package io.emailengine.activities.pmta.config.adopt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.tree.ConfigFile;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Warns of directives and blocks that PowerMTA's guide does not know. Each is told once a file,
 * with its first line; none is touched.
 */
final class KnownWords {
  private static final Set<String> DIRECTIVES = read("known-directives.txt");
  private static final Set<String> BLOCKS = read("known-blocks.txt");

  /** Their lines are patterns and lists, not directives. */
  private static final Set<String> FREE_BLOCKS =
      Set.of(
          "pattern-list",
          "smtp-pattern-list",
          "bounce-category-patterns",
          "email-patterns",
          "address-list",
          "mx-rollup-list",
          "rewrite-list",
          "domain-key-list",
          "signals",
          "signals-filter");

  private final ConfigTree tree;
  private final Findings findings;

  KnownWords(ConfigTree tree, Findings findings) {
    this.tree = tree;
    this.findings = findings;
  }

  void check() {
    for (ConfigFile file : tree.files()) {
      Map<String, Item> unknown = new LinkedHashMap<>();
      collect(file.config().items(), "", unknown);
      unknown.forEach(
          (word, item) -> {
            if (item instanceof Block) {
              findings.warn("unknown-block", file, item, "PowerMTA's guide knows no block " + word);
            } else {
              findings.warn(
                  "unknown-directive", file, item, "PowerMTA's guide knows no directive " + word);
            }
          });
    }
  }

  private static void collect(List<Item> items, String inside, Map<String, Item> unknown) {
    boolean continued = false;
    for (Item item : items) {
      if (item instanceof Block block) {
        if (!BLOCKS.contains(block.tag())) {
          unknown.putIfAbsent("<" + block.tag() + ">", block);
        } else if (!FREE_BLOCKS.contains(block.tag())) {
          collect(block.children(), block.tag(), unknown);
        }
        continued = false;
      } else if (item instanceof Line line && line.kind() == Line.Kind.DIRECTIVE) {
        String word = NameCheck.lower(line.keyword());
        if (!continued && !DIRECTIVES.contains(word)) {
          unknown.putIfAbsent(word, line);
        }
        continued = OpenMacro.isOpen(line, continued);
      }
    }
  }

  private static Set<String> read(String resource) {
    try (InputStream in = KnownWords.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + resource + " is missing");
      }
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .collect(Collectors.toCollection(HashSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
