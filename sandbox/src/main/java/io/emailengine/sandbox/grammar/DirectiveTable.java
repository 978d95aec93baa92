package io.emailengine.sandbox.grammar;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** All directives and blocks of a version of PowerMTA by scope. */
final class DirectiveTable {
  private static final Map<PmtaVersion, DirectiveTable> ALL = loadAll();

  private final Map<String, Map<String, Directive>> lines = new HashMap<>();
  private final Map<String, Map<String, String>> blocks = new HashMap<>();
  private final Set<String> names = new HashSet<>();

  private DirectiveTable() {}

  static DirectiveTable of(PmtaVersion version) {
    return Objects.requireNonNull(ALL.get(version), "no table");
  }

  private static Map<PmtaVersion, DirectiveTable> loadAll() {
    Map<PmtaVersion, DirectiveTable> all = new EnumMap<>(PmtaVersion.class);
    for (PmtaVersion version : PmtaVersion.values()) {
      all.put(version, load(version));
    }
    return all;
  }

  private static DirectiveTable load(PmtaVersion version) {
    DirectiveTable table = new DirectiveTable();
    try (InputStream in = DirectiveTable.class.getResourceAsStream("directives.tsv")) {
      if (in == null) {
        throw new IllegalStateException("directives.tsv is not on the class path");
      }
      new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .lines()
          .filter(row -> !row.startsWith("#") && !row.startsWith("scope\t"))
          .map(row -> row.split("\t", -1))
          .filter(cells -> cells.length < 5 || cells[4].equals(version.number()))
          .forEach(table::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table;
  }

  private void add(String[] cells) {
    String scope = cells[0];
    String name = cells[1];
    if (name.startsWith("<")) {
      String tag = name.substring(1, name.length() - 1);
      blocks.computeIfAbsent(scope, s -> new TreeMap<>()).put(tag, cells[2]);
      names.add(tag);
      return;
    }
    names.add(name);
    lines
        .computeIfAbsent(scope, s -> new TreeMap<>())
        .put(name, new Directive(scope, name, ValueKind.of(cells[2]), cells[3]));
  }

  Optional<Directive> line(String scope, String name) {
    return Optional.ofNullable(lines.getOrDefault(scope, Map.of()).get(name));
  }

  /** How many arguments the tag takes: a number, {@code any}, or {@code text} for one or more. */
  Optional<String> block(String scope, String tag) {
    return Optional.ofNullable(blocks.getOrDefault(scope, Map.of()).get(tag))
        .map(kind -> kind.substring(kind.indexOf(':') + 1));
  }

  /** Blocks whose inner directives the table does not list take any line. */
  boolean isOpen(String scope) {
    return !lines.containsKey(scope) && !blocks.containsKey(scope);
  }

  boolean isKnownSomewhere(String name) {
    return names.contains(name);
  }

  Collection<Directive> linesOf(String scope) {
    return lines.getOrDefault(scope, Map.of()).values();
  }
}
