package io.emailengine.activities.pmta.config.tree;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.ConfigProblem;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Follows includes from the main configuration. */
final class TreeReader {
  /** More files than any real host has; a tree of includes must not grow without end. */
  private static final int MAX_FILES = 5_000;

  /** Files that include each other twice over and over again would take for ever. */
  private static final int MAX_LOADS = 50_000;

  private final HostFiles host;
  private final String stopAt;
  private final IncludeTargets targets;
  private final Map<String, ConfigFile> files = new LinkedHashMap<>();
  private final Map<Line, Include> byLine = new IdentityHashMap<>();
  private final List<Placed> topLevel = new ArrayList<>();
  private final List<ConfigProblem> notes = new ArrayList<>();
  private final Set<String> open = new HashSet<>();
  private final Set<String> repeatNoted = new HashSet<>();
  private int loads;

  TreeReader(HostFiles host, String stopAt) {
    this.host = new ReadOnce(host);
    this.stopAt = stopAt;
    this.targets = new IncludeTargets(this.host, stopAt);
  }

  ConfigTree read() {
    String path = Paths.normal(host.configPath());
    ConfigFile main = file(path);
    if (main != null) {
      enter(main, null);
    }
    return new ConfigTree(path, files, byLine, topLevel, notes);
  }

  private @Nullable ConfigFile file(String path) {
    ConfigFile known = files.get(path);
    if (known != null || files.size() >= MAX_FILES) {
      return known;
    }
    Optional<byte[]> bytes = host.read(path);
    if (bytes.isEmpty()) {
      return null;
    }
    ConfigFile file = new ConfigFile(path, PmtaConfig.parse(path, bytes.get()));
    files.put(path, file);
    return file;
  }

  private void enter(ConfigFile file, @Nullable Block block) {
    if (block == null) {
      file.loadedAtTop();
    } else {
      file.loadedInBlock();
    }
    open.add(file.path());
    for (Item item : file.config().items()) {
      if (block == null) {
        topLevel.add(new Placed(file, item));
      }
      follow(file, item, block);
    }
    open.remove(file.path());
  }

  private void follow(ConfigFile file, Item item, @Nullable Block block) {
    if (item instanceof Block inner) {
      inner.children().forEach(child -> follow(file, child, block == null ? inner : block));
    } else if (item instanceof Line line && line.is("include")) {
      follow(file, line, block);
    }
  }

  private void follow(ConfigFile file, Line line, @Nullable Block block) {
    Include include = byLine.get(line);
    if (include == null) {
      include = targets.of(file.path(), line, Optional.ofNullable(block));
      byLine.put(line, include);
      note(include);
    }
    for (String path : include.paths()) {
      if (!path.equals(stopAt)) {
        load(include, path, block);
      }
    }
  }

  private void load(Include include, String path, @Nullable Block block) {
    ConfigFile loaded = file(path);
    if (loaded == null) {
      note(include, "include-missing", path + " is not there or can't be read");
    } else if (open.contains(path)) {
      loaded.loadIsUncertain();
      note(include, "include-loop", path + " includes itself by way of this line");
    } else {
      if (loaded.isAtTop() && block == null && repeatNoted.add(path)) {
        note(include, "included-twice", path + " is included more than once");
      }
      if (include.kind() == Include.Kind.AMBIGUOUS) {
        loaded.loadIsUncertain();
      }
      if (loads++ < MAX_LOADS) {
        enter(loaded, block);
      }
    }
  }

  private void note(Include include) {
    switch (include.kind()) {
      case REMOTE ->
          note(include, "include-remote", "this include is fetched by PowerMTA; it is left alone");
      case MISSING ->
          note(include, "include-missing", "the included file is not there: " + include.target());
      case AMBIGUOUS ->
          note(
              include,
              "include-ambiguous",
              include.target()
                  + " is a file both in this file's folder and in the main configuration's;"
                  + " write an absolute path");
      default -> {
        if (include.paths().isEmpty()) {
          note(include, "include-matches-nothing", "no file matches " + include.target());
        }
      }
    }
  }

  private void note(Include include, String code, String message) {
    notes.add(new ConfigProblem(code, include.file(), include.line().line(), message));
  }
}
