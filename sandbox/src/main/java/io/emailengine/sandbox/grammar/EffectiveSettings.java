package io.emailengine.sandbox.grammar;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that is in effect under a configuration, whatever files and blocks it is spread over: two
 * configurations with equal effective settings send the same mail in the same way.
 *
 * <p>A section is one queue ({@code queue gmail.com/vmta1}; {@code queue gmail.com} without a
 * virtual MTA), one virtual MTA, pool, source, macro or any other block, or {@code global}. Queues
 * are those of every domain that a rule in force for the virtual MTA names, one below each pattern
 * of subdomains, and {@value #ANY_DOMAIN} for all others.
 *
 * @param sections what each section sets, by directive; several lines are parted by line feeds
 */
public record EffectiveSettings(SortedMap<String, SortedMap<String, String>> sections) {
  /** Stands for each domain that no rule names. */
  public static final String ANY_DOMAIN = "any-other.invalid";

  public EffectiveSettings {
    SortedMap<String, SortedMap<String, String>> copy = new TreeMap<>();
    sections.forEach(
        (name, values) -> copy.put(name, Collections.unmodifiableSortedMap(new TreeMap<>(values))));
    sections = Collections.unmodifiableSortedMap(copy);
  }

  /** What is in effect under a configuration. */
  public static EffectiveSettings of(PowerMtaConfig config) {
    return new EffectiveSettings(new Effects(config).all());
  }

  /** The same without the queues of a domain, such as one that only marks a generation. */
  public EffectiveSettings withoutDomain(String domain) {
    SortedMap<String, SortedMap<String, String>> rest = new TreeMap<>(sections);
    rest.keySet()
        .removeIf(
            name -> name.equals("queue " + domain) || name.startsWith("queue " + domain + "/"));
    return new EffectiveSettings(rest);
  }

  /** One line for each value that differs from another's, in order; empty if they are equal. */
  public List<String> differences(EffectiveSettings other) {
    List<String> found = new ArrayList<>();
    for (String section : both(sections, other.sections)) {
      SortedMap<String, String> mine = sections.get(section);
      SortedMap<String, String> theirs = other.sections.get(section);
      if (mine == null || theirs == null) {
        found.add(section + ": only in the " + (mine == null ? "second" : "first"));
        continue;
      }
      for (String name : both(mine, theirs)) {
        String here = mine.get(name);
        String there = theirs.get(name);
        if (here == null || !here.equals(there)) {
          found.add(section + ": " + name + ": " + shown(here) + " / " + shown(there));
        }
      }
    }
    return List.copyOf(found);
  }

  private static SortedSet<String> both(SortedMap<String, ?> first, SortedMap<String, ?> second) {
    SortedSet<String> names = new TreeSet<>(first.keySet());
    names.addAll(second.keySet());
    return names;
  }

  private static String shown(@Nullable String value) {
    return value == null ? "not set" : "\"" + value.replace("\n", "\\n") + "\"";
  }
}
