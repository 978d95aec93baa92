package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.tree.ConfigFile;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import io.emailengine.activities.pmta.config.tree.Include;
import io.emailengine.activities.pmta.config.tree.Placed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sorts virtual MTA and pool blocks into those that move and those that stay where they are,
 * because moving them could change what they mean or the engine could not tell them apart.
 */
final class MovableBlocks {
  /** Overwritten by PowerMTA's upgrades, so never written by the engine. */
  private static final String DEFAULTS = "/config-defaults";

  private final ConfigTree tree;
  private final NameCheck names;
  private final Findings findings;
  private final Map<String, Integer> uses = new HashMap<>();
  private final Map<Item, ConfigFile> top = new IdentityHashMap<>();
  private final Map<Item, List<Include>> inside = new IdentityHashMap<>();
  private final Set<Item> afterOpenMacro = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Moved> moved = new ArrayList<>();
  private final List<StayingBlock> staying = new ArrayList<>();
  private final List<Placed> stayingBlocks = new ArrayList<>();

  MovableBlocks(ConfigTree tree, NameCheck names, Findings findings) {
    this.tree = tree;
    this.names = names;
    this.findings = findings;
  }

  void sort() {
    List<Placed> blocks = new ArrayList<>();
    for (Placed placed : tree.topLevel()) {
      if (Kinds.moves(placed.item())) {
        if (top.put(placed.item(), placed.file()) == null) {
          blocks.add(placed);
          uses.merge(NameCheck.key(((Block) placed.item()).name()), 1, Integer::sum);
        }
      }
    }
    collectIncludes();
    tree.files().forEach(file -> afterOpenMacro.addAll(OpenMacro.blocksAfter(file.config())));
    for (Placed placed : blocks) {
      sort(placed.file(), (Block) placed.item());
    }
    tree.files().forEach(this::warnOfNested);
  }

  /** The include lines that stand in the blocks themselves, not those of files they include. */
  private void collectIncludes() {
    for (Include include : tree.includes()) {
      Block block = include.inside().orElse(null);
      ConfigFile file = block == null ? null : top.get(block);
      if (file != null && file.path().equals(include.file())) {
        inside.computeIfAbsent(block, b -> new ArrayList<>()).add(include);
      }
    }
  }

  List<Moved> moved() {
    return moved;
  }

  List<StayingBlock> staying() {
    return staying;
  }

  /** The same as blocks. */
  List<Placed> stayingBlocks() {
    return stayingBlocks;
  }

  private void sort(ConfigFile file, Block block) {
    NameCheck.Trouble trouble = trouble(file, block);
    if (!block.name().isEmpty()) {
      names.define(block.name());
    }
    if (trouble == null) {
      BlockText text = BlockText.of(file.config().bytes(block, absoluteIncludes(block)));
      moved.add(new Moved(moved.size(), file, block, text));
    } else {
      stays(file, block, trouble);
    }
  }

  private void stays(ConfigFile file, Block block, NameCheck.Trouble trouble) {
    findings.warn(trouble.code(), file, block, trouble.message() + "; the block stays as it is");
    staying.add(new StayingBlock(block.is(Kinds.POOL), block.name(), file.path(), block.line()));
    stayingBlocks.add(new Placed(file, block));
  }

  private NameCheck.@Nullable Trouble trouble(ConfigFile file, Block block) {
    NameCheck.@Nullable Trouble named = NameCheck.troubleWith(block.name()).orElse(null);
    if (named != null) {
      return named;
    }
    if (file.path().endsWith(DEFAULTS)) {
      return new NameCheck.Trouble("in-config-defaults", "PowerMTA's upgrades own this file");
    }
    if (!file.isPlainlyLoaded()) {
      return new NameCheck.Trouble(
          "file-not-plainly-loaded", "the file is not loaded exactly once, at top level");
    }
    if (afterOpenMacro.contains(block)) {
      return new NameCheck.Trouble("macro-open", "the domain-macro before it is not at its end");
    }
    if (block.is(Kinds.POOL) && !inside.getOrDefault(block, List.of()).isEmpty()) {
      return new NameCheck.Trouble(
          "include-in-pool", "its members come from a file that the engine never changes");
    }
    boolean engines = names.defined(block.name()).isPresent();
    if (engines || uses.getOrDefault(NameCheck.key(block.name()), 0) > 1) {
      return new NameCheck.Trouble(
          "duplicate-name", "the name " + block.name() + " is defined more than once");
    }
    List<Include> includes = inside.getOrDefault(block, List.of());
    if (includes.stream().anyMatch(include -> include.kind() == Include.Kind.AMBIGUOUS)) {
      return new NameCheck.Trouble("include-ambiguous", "it includes a file of unclear place");
    }
    return includes.stream().allMatch(Include::hasAbsoluteForm)
        ? null
        : new NameCheck.Trouble(
            "include-path-unsupported",
            "it includes a file by a relative path whose folder can't be written as it is");
  }

  /** The block moves to another folder, from which relative includes would mean other files. */
  private Map<Line, String> absoluteIncludes(Block block) {
    Map<Line, String> values = new IdentityHashMap<>();
    for (Include include : inside.getOrDefault(block, List.of())) {
      if (include.isRelative() && !include.target().isEmpty()) {
        String path = include.resolved();
        boolean quoted = path.indexOf(' ') >= 0 || include.line().value().indexOf('"') >= 0;
        values.put(include.line(), quoted ? "\"" + path + "\"" : path);
      }
    }
    return values;
  }

  private void warnOfNested(ConfigFile file) {
    file.config()
        .walk(
            item -> {
              if (Kinds.moves(item) && !top.containsKey(item)) {
                stays(
                    file,
                    (Block) item,
                    new NameCheck.Trouble("nested-block", "it stands inside another block"));
              }
            });
  }
}
