package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.tree.ConfigFile;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import io.emailengine.activities.pmta.config.tree.Placed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads which sources and pattern-lists send mail to which virtual MTAs and pools. */
final class FeedReader {
  private static final String PATTERN_LIST = "pattern-list";
  private static final String CHOICE = "virtual-mta=";

  /** Directives that move mail of a queue to another virtual MTA. */
  private static final Set<String> REROUTES =
      Set.of("reroute-to-virtual-mta", "backoff-reroute-to-virtual-mta", "cold-virtual-mta");

  private final ConfigTree tree;
  private final NameCheck names;
  private final Findings findings;
  private final Set<String> fed = new TreeSet<>();
  private final List<Feed> feeds = new ArrayList<>();

  FeedReader(ConfigTree tree, NameCheck names, Findings findings) {
    this.tree = tree;
    this.names = names;
    this.findings = findings;
  }

  List<Feed> feeds() {
    return feeds;
  }

  Set<String> fedNames() {
    return fed;
  }

  void read() {
    Map<String, Integer> lists = new HashMap<>();
    Set<Item> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Placed> items = tree.topLevel();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i).item() instanceof Block block && block.is(PATTERN_LIST)) {
        lists.putIfAbsent(NameCheck.lower(block.name()), i);
      }
    }
    for (int i = 0; i < items.size(); i++) {
      Placed placed = items.get(i);
      if (placed.item() instanceof Block block && seen.add(block)) {
        if (block.is(PATTERN_LIST)) {
          List<String> targets = new ArrayList<>(patternTargets(placed.file(), block));
          add(PATTERN_LIST, placed.file(), block, targets, List.of());
        } else if (block.is("source") || block.is("smtp-user")) {
          source(placed, block, i, lists);
        }
      } else if (placed.item() instanceof Line line && line.is("invalid-virtual-mta-fallback")) {
        line.words().stream().findFirst().ifPresent(name -> feeds(placed.file(), line, name));
      }
    }
    tree.files().forEach(this::checkReroutes);
  }

  private void source(Placed source, Block block, int place, Map<String, Integer> lists) {
    Contents contents = Contents.of(tree, source.file(), block);
    Set<String> targets = new LinkedHashSet<>();
    for (Contents.Found found : contents.lines("default-virtual-mta")) {
      List<String> words = found.line().words();
      if (!words.isEmpty() && !words.get(0).equalsIgnoreCase("by-smtp-source-ip")) {
        targets.add(feeds(found.file(), found.line(), words.get(0)));
      }
    }
    Set<String> used = new LinkedHashSet<>();
    for (Contents.Found found : contents.lines(PATTERN_LIST)) {
      for (String name : found.line().words()) {
        used.add(name);
        checkOrder(found, name, lists.get(NameCheck.lower(name)), place);
      }
    }
    if (block.is("source") || !targets.isEmpty() || !used.isEmpty()) {
      add(block.tag(), source.file(), block, List.copyOf(targets), List.copyOf(used));
    }
  }

  private void checkOrder(
      Contents.Found found, String name, @Nullable Integer definition, int place) {
    if (definition == null) {
      findings.warn("pattern-list-undefined", found.file(), found.line(), name + " is not defined");
    } else if (definition > place) {
      findings.warn(
          "pattern-list-after-source",
          found.file(),
          found.line(),
          "pattern-list " + name + " is defined after the source that names it");
    }
  }

  private Set<String> patternTargets(ConfigFile file, Block list) {
    Set<String> targets = new LinkedHashSet<>();
    for (Item item : list.children()) {
      if (item instanceof Block inner) {
        targets.addAll(patternTargets(file, inner));
      } else if (item instanceof Line line) {
        line.words().stream()
            .flatMap(word -> Stream.of(word.split(",")))
            .filter(word -> NameCheck.lower(word).startsWith(CHOICE))
            .forEach(word -> targets.add(feeds(file, line, word.substring(CHOICE.length()))));
      }
    }
    return targets;
  }

  private void add(
      String kind, ConfigFile file, Block block, List<String> targets, List<String> lists) {
    feeds.add(new Feed(kind, block.name(), file.path(), block.line(), targets, lists));
  }

  private void checkReroutes(ConfigFile file) {
    file.config()
        .walk(
            item -> {
              if (item instanceof Line line && REROUTES.contains(NameCheck.lower(line.keyword()))) {
                line.words().stream()
                    .findFirst()
                    .filter(name -> !name.isEmpty())
                    .ifPresent(name -> check(file, line, name));
              }
            });
  }

  private String feeds(ConfigFile file, Line line, String name) {
    check(file, line, name);
    String target = names.defined(name).orElse(name);
    fed.add(target);
    return target;
  }

  private void check(ConfigFile file, Line line, String name) {
    Optional<String> defined = names.defined(name);
    if (name.indexOf('$') >= 0) {
      findings.warn("macro-in-name", file, line, "the name that mail is sent to uses a macro");
    } else if (defined.isEmpty() && !name.equals("{default}")) {
      findings.warn(
          "feeds-undefined-name", file, line, "mail is sent to a name that is not defined");
    }
  }
}
