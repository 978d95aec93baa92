package io.emailengine.sandbox.grammar;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@code <domain>} block sets for the domains that its pattern matches.
 *
 * @param pattern one pattern, lower case, with macros replaced
 * @param fromMacro whether the pattern came out of a macro; a literal one then wins over it
 * @param values the lines of each directive in the order of the file
 */
record DomainRule(String pattern, boolean fromMacro, Map<String, List<String>> values) {
  DomainRule {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    values.forEach((name, lines) -> copy.put(name, List.copyOf(lines)));
    values = Map.copyOf(copy);
  }

  /** A domain for each way in which the pattern matches; none for the pattern of all domains. */
  List<String> examples() {
    if (pattern.equals("*")) {
      return List.of();
    }
    if (pattern.startsWith("[*.]")) {
      String base = pattern.substring("[*.]".length());
      return List.of(base, "sub." + base);
    }
    return pattern.startsWith("*.") ? List.of("sub" + pattern.substring(1)) : List.of(pattern);
  }

  /** How closely the pattern fits: the higher the closer; nothing if it does not match. */
  Optional<Integer> fit(String domain) {
    if (pattern.equals("*")) {
      return Optional.of(0);
    }
    if (pattern.equals(domain)) {
      return Optional.of(fromMacro ? 1_000_000 : 1_000_001);
    }
    if (pattern.startsWith("[*.]")) {
      String base = pattern.substring(4);
      boolean matches = domain.equals(base) || domain.endsWith("." + base);
      return matches ? Optional.of(base.length() * 2) : Optional.empty();
    }
    if (pattern.startsWith("*.") && domain.endsWith(pattern.substring(1))) {
      return Optional.of(pattern.length() * 2 - 3);
    }
    return Optional.empty();
  }
}
