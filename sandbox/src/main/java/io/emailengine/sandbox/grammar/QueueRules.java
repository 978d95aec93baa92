package io.emailengine.sandbox.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which rules hold for a queue: a virtual MTA's blocks come before its pool's and those before the
 * global ones; within each the closest pattern comes first.
 *
 * @param holders the pools of each virtual MTA, in the order of the file
 * @param domains the global rules
 */
record QueueRules(
    DirectiveTable directives,
    Map<String, VirtualMta> vmtas,
    Map<String, List<VirtualMta>> holders,
    List<DomainRule> domains) {

  /** All settings in effect for a queue, by name, also those that nobody set. */
  SortedMap<String, String> all(String domain, String vmta) {
    List<DomainRule> chain = chain(domain, vmta);
    SortedMap<String, String> settings = new TreeMap<>();
    for (Directive directive : directives.linesOf("domain")) {
      if (!directive.name().equals("include")) {
        settings.put(directive.name(), inEffect(directive, chain).orElse(directive.standard()));
      }
    }
    settings.replaceAll(
        (name, value) ->
            value.startsWith("=") ? settings.getOrDefault(value.substring(1), "") : value);
    return settings;
  }

  /** The rules in force for a queue, the strongest first. */
  private List<DomainRule> chain(String domain, String vmta) {
    String lower = domain.toLowerCase(Locale.ROOT);
    List<DomainRule> chain = new ArrayList<>();
    VirtualMta own = vmtas.get(vmta);
    if (own != null) {
      chain.addAll(closestFirst(own.domains(), lower));
      holders
          .getOrDefault(vmta, List.of())
          .forEach(pool -> chain.addAll(closestFirst(pool.domains(), lower)));
    }
    chain.addAll(closestFirst(domains, lower));
    return chain;
  }

  /** The rules that can be in force for the queues of a virtual MTA. */
  List<DomainRule> candidates(String vmta) {
    List<DomainRule> rules = new ArrayList<>(domains);
    VirtualMta own = vmtas.get(vmta);
    if (own != null) {
      rules.addAll(own.domains());
      holders.getOrDefault(vmta, List.of()).forEach(pool -> rules.addAll(pool.domains()));
    }
    return rules;
  }

  /** As {@link #all} without what nobody set, but with what no table lists. */
  SortedMap<String, String> explicit(String domain, String vmta) {
    SortedMap<String, String> settings = new TreeMap<>();
    for (DomainRule rule : chain(domain, vmta)) {
      rule.values().forEach((name, lines) -> settings.putIfAbsent(name, inForce(name, lines)));
    }
    return settings;
  }

  private String inForce(String directive, List<String> lines) {
    boolean listed = directives.line("domain", directive).isPresent();
    return listed && !directive.startsWith("source-ip-")
        ? lines.get(lines.size() - 1)
        : String.join("\n", lines);
  }

  /**
   * The value that a global block of exactly this domain gives a directive, whatever general blocks
   * say; nothing if there is no such block.
   */
  Optional<String> literal(String domain, String directive) {
    for (DomainRule rule : closestFirst(domains, domain.toLowerCase(Locale.ROOT))) {
      List<String> lines = rule.values().getOrDefault(directive, List.of());
      if (rule.pattern().equals(domain) && !lines.isEmpty()) {
        return Optional.of(lines.get(lines.size() - 1));
      }
    }
    return Optional.empty();
  }

  private Optional<String> inEffect(Directive directive, List<DomainRule> chain) {
    for (DomainRule rule : chain) {
      List<String> lines = rule.values().getOrDefault(directive.name(), List.of());
      if (!lines.isEmpty()) {
        return Optional.of(inForce(directive.name(), lines));
      }
    }
    return Optional.empty();
  }

  /** Of two equally close ones the later of the file comes first. */
  private static List<DomainRule> closestFirst(List<DomainRule> rules, String domain) {
    List<DomainRule> fitting = new ArrayList<>();
    for (DomainRule rule : rules) {
      if (rule.fit(domain).isPresent()) {
        fitting.add(0, rule);
      }
    }
    fitting.sort((a, b) -> b.fit(domain).orElse(0) - a.fit(domain).orElse(0));
    return fitting;
  }
}
