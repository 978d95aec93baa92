package io.emailengine.sandbox.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The domain macros of a configuration; a macro in a name stands for each item of its list. */
final class Macros {
  private static final Pattern USE = Pattern.compile("\\$([A-Za-z0-9_]+)");

  private final Map<String, Node.Line> lists = new LinkedHashMap<>();

  /** Returns whether there was none of that name; the last one holds. */
  boolean define(Node.Line line) {
    return lists.put(line.arguments().get(0), line) == null;
  }

  /** All macros must end: a loop is a load error even where nothing uses it. */
  void check() throws ConfigException {
    for (Map.Entry<String, Node.Line> entry : lists.entrySet()) {
      expand("$" + entry.getKey(), entry.getValue().place());
    }
  }

  /** What each macro stands for when all inside it are replaced, the items parted by commas. */
  Map<String, String> lists() {
    Map<String, String> all = new LinkedHashMap<>();
    for (Map.Entry<String, Node.Line> entry : lists.entrySet()) {
      try {
        all.put(
            entry.getKey(),
            String.join(",", expand("$" + entry.getKey(), entry.getValue().place())));
      } catch (ConfigException e) {
        throw new IllegalStateException("a checked macro does not end", e);
      }
    }
    return all;
  }

  List<String> expand(String pattern, Place place) throws ConfigException {
    return expand(pattern, place, 0);
  }

  private List<String> expand(String pattern, Place place, int depth) throws ConfigException {
    Matcher use = USE.matcher(pattern);
    if (!use.find()) {
      return List.of(pattern);
    }
    if (depth > lists.size() + 10) {
      throw new ConfigException(place, "domain-macro loop in \"" + pattern + "\"");
    }
    Node.Line list = lists.get(use.group(1));
    if (list == null) {
      throw new ConfigException(place, "undefined domain-macro \"" + use.group(1) + "\"");
    }
    String words = String.join(" ", list.arguments().subList(1, list.arguments().size()));
    List<String> expanded = new ArrayList<>();
    for (String item : words.split("[,\\s]+")) {
      if (!item.isEmpty()) {
        String replaced = pattern.substring(0, use.start()) + item + pattern.substring(use.end());
        expanded.addAll(expand(replaced, place, depth + 1));
      }
    }
    return expanded;
  }
}
