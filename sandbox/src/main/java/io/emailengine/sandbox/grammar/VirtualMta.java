package io.emailengine.sandbox.grammar;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A virtual MTA or a pool as configured.
 *
 * @param members the virtual MTAs of a pool in order; empty for a virtual MTA
 * @param settings its own lines by directive, the last one first in force
 */
record VirtualMta(
    String name,
    Place place,
    List<SourceHost> sources,
    List<String> members,
    Map<String, List<String>> settings,
    List<DomainRule> domains) {
  VirtualMta {
    sources = List.copyOf(sources);
    members = List.copyOf(members);
    domains = List.copyOf(domains);
    Map<String, List<String>> copy = new LinkedHashMap<>();
    settings.forEach((key, lines) -> copy.put(key, List.copyOf(lines)));
    settings = Map.copyOf(copy);
  }

  /** What it is with the lines of a second block of its name behind its own. */
  VirtualMta and(VirtualMta second) {
    Map<String, List<String>> lines = new LinkedHashMap<>(settings);
    second.settings.forEach(
        (key, more) -> lines.merge(key, more, (first, then) -> concat(first, then)));
    return new VirtualMta(
        name,
        place,
        concat(sources, second.sources),
        concat(members, second.members),
        lines,
        concat(domains, second.domains));
  }

  private static <T> List<T> concat(List<T> first, List<T> then) {
    return Stream.concat(first.stream(), then.stream()).toList();
  }

  /** The last value given for a directive. */
  Optional<String> setting(String directive) {
    List<String> lines = settings.getOrDefault(directive, List.of());
    return lines.isEmpty() ? Optional.empty() : Optional.of(lines.get(lines.size() - 1));
  }
}
