package io.emailengine.activities.pmta.config.tree;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.ConfigProblem;
import io.emailengine.activities.pmta.config.grammar.Line;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration with all that it includes. Relative includes are taken from the including file's
 * folder, and from the main configuration's if there is nothing in the former; where both hold
 * something, {@link Include.Kind#AMBIGUOUS} says so. Reading never fails.
 */
public final class ConfigTree {
  private final String configPath;
  private final Map<String, ConfigFile> files;
  private final Map<Line, Include> includes;
  private final List<Placed> topLevel;
  private final List<ConfigProblem> notes;

  ConfigTree(
      String configPath,
      Map<String, ConfigFile> files,
      Map<Line, Include> includes,
      List<Placed> topLevel,
      List<ConfigProblem> notes) {
    this.configPath = configPath;
    this.files = files;
    this.includes = includes;
    this.topLevel = List.copyOf(topLevel);
    this.notes = List.copyOf(notes);
  }

  /**
   * Reads the main configuration and follows its includes, but never into {@code stopAt}, the
   * engine's own file.
   */
  public static ConfigTree read(HostFiles files, String stopAt) {
    return new TreeReader(files, stopAt).read();
  }

  public String configPath() {
    return configPath;
  }

  /** All files in the order in which they are first loaded; the main one first if it is there. */
  public Collection<ConfigFile> files() {
    return files.values();
  }

  /** Paths of all files, in the same order. */
  public List<String> paths() {
    return List.copyOf(files.keySet());
  }

  public Optional<ConfigFile> file(String path) {
    return Optional.ofNullable(files.get(path));
  }

  /** All include lines, those in blocks and those of the engine's file too. */
  public List<Include> includes() {
    return files.values().stream().flatMap(file -> includesOf(file).stream()).toList();
  }

  /** The include lines of one file, in its order. */
  public List<Include> includesOf(ConfigFile file) {
    List<Include> found = new ArrayList<>();
    file.config()
        .walk(
            item -> {
              if (item instanceof Line line && line.is("include")) {
                include(line).ifPresent(found::add);
              }
            });
    return found;
  }

  private Optional<Include> include(Line line) {
    return Optional.ofNullable(includes.get(line));
  }

  /**
   * What a block holds, with included files in the place of their include lines; inner blocks are
   * given as they are.
   */
  public List<Placed> contents(ConfigFile file, Block block) {
    return new InPlace(files, includes).of(file, block);
  }

  /** What stands at top level over all files, in the order in which it is loaded. */
  public List<Placed> topLevel() {
    return topLevel;
  }

  /** What is strange about the includes: missing, repeated, endless, fetched from elsewhere. */
  public List<ConfigProblem> notes() {
    return notes;
  }
}
