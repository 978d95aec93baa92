package io.emailengine.activities.pmta.config.tree;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.tree.Include.Kind;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out what include lines load. */
final class IncludeTargets {
  private final HostFiles host;
  private final String engineFile;

  IncludeTargets(HostFiles host, String engineFile) {
    this.host = host;
    this.engineFile = engineFile;
  }

  Include of(String file, Line line, Optional<Block> inside) {
    List<String> words = line.words();
    String target = words.isEmpty() ? "" : words.get(0);
    String lower = target.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http://") || lower.startsWith("https://")) {
      return new Include(file, line, inside, target, target, Kind.REMOTE, List.of());
    }
    if (target.isEmpty()) {
      return new Include(file, line, inside, target, target, Kind.MISSING, List.of());
    }
    boolean glob = Globs.isGlob(target);
    Map<List<String>, String> found = new LinkedHashMap<>();
    Set<String> candidates = candidates(file, target);
    for (String path : candidates) {
      List<String> paths = glob ? host.glob(path) : there(path);
      if (!paths.isEmpty()) {
        found.putIfAbsent(paths, path);
      }
    }
    if (found.isEmpty()) {
      Kind none = glob ? Kind.GLOB : Kind.MISSING;
      String first = candidates.iterator().next();
      return new Include(file, line, inside, target, first, none, List.of());
    }
    Map.Entry<List<String>, String> first = found.entrySet().iterator().next();
    if (found.size() == 1) {
      Kind one = glob ? Kind.GLOB : Kind.FILE;
      return new Include(file, line, inside, target, first.getValue(), one, first.getKey());
    }
    List<String> all = found.keySet().stream().flatMap(List::stream).distinct().toList();
    return new Include(file, line, inside, target, first.getValue(), Kind.AMBIGUOUS, all);
  }

  private Set<String> candidates(String file, String target) {
    Set<String> paths = new LinkedHashSet<>();
    if (target.startsWith("/")) {
      paths.add(Paths.normal(target));
    } else {
      paths.add(Paths.normal(Paths.folder(file) + target));
      paths.add(Paths.normal(Paths.folder(host.configPath()) + target));
    }
    return paths;
  }

  /** The engine's file counts as there, for it may be looked for before it is written. */
  private List<String> there(String path) {
    return path.equals(engineFile) || host.read(path).isPresent() ? List.of(path) : List.of();
  }
}
