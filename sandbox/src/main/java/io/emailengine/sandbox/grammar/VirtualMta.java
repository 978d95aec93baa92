package io.emailengine.sandbox.grammar;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

  /** The last value given for a directive. */
  Optional<String> setting(String directive) {
    List<String> lines = settings.getOrDefault(directive, List.of());
    return lines.isEmpty() ? Optional.empty() : Optional.of(lines.get(lines.size() - 1));
  }
}
