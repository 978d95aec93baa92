package io.emailengine.sandbox.grammar;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes a configuration of a tree, refusing what contradicts itself. */
final class ConfigBuilder {
  private static final Pattern DOMAIN =
      Pattern.compile(
          "\\*|\\[[0-9A-Fa-f.:]+(/\\d+)?]|(\\[\\*\\.]|\\*\\.)?[\\p{L}\\p{N}_-]+(\\.[\\p{L}\\p{N}_-]+)*|\\{[a-z-]+}");

  private final Node.Block root;
  private final Macros macros = new Macros();
  private final Map<String, VirtualMta> vmtas = new LinkedHashMap<>();
  private final Map<String, VirtualMta> pools = new LinkedHashMap<>();

  private final Dialect dialect;
  private final List<String> warnings;

  ConfigBuilder(Node.Block root, Dialect dialect, List<String> warnings) {
    this.root = root;
    this.dialect = dialect;
    this.warnings = warnings;
  }

  PowerMtaConfig build(boolean whole) throws ConfigException {
    for (Node.Line macro : root.lines("domain-macro")) {
      if (!macros.define(macro)) {
        duplicate(macro.place(), "domain-macro", macro.arguments().get(0));
      }
    }
    macros.check();
    for (Node.Line key : domainKeys()) {
      macros.expand(String.join(" ", key.arguments()), key.place());
    }
    checkPatternListOrder();
    for (Node.Block block : root.blocks("virtual-mta")) {
      put(vmtas, named(block, List.of()), "virtual-mta");
    }
    for (Node.Block block : root.blocks("virtual-mta-pool")) {
      List<String> members = new ArrayList<>();
      for (Node.Line line : block.lines("virtual-mta")) {
        String member = line.arguments().get(0);
        if (!vmtas.containsKey(member)) {
          throw new ConfigException(line.place(), "undefined virtual-mta \"" + member + "\"");
        }
        members.add(member);
      }
      put(pools, named(block, members), "virtual-mta-pool");
    }
    checkOnePoolWithDomains();
    checkSmtpPatternLists();
    if (whole) {
      require(!root.lines("log-file").isEmpty(), "log-file missing");
      require(!root.lines("spool").isEmpty() || !root.blocks("spool").isEmpty(), "spool missing");
    }
    return new PowerMtaConfig(
        root, macros, vmtas, pools, domainRules(root), dialect.version(), warnings);
  }

  private void require(boolean present, String problem) throws ConfigException {
    if (!present) {
      throw new ConfigException(new Place(root.place().file(), 1), problem);
    }
  }

  private void put(Map<String, VirtualMta> into, VirtualMta added, String kind)
      throws ConfigException {
    VirtualMta first = into.get(added.name());
    if (first == null && (vmtas.containsKey(added.name()) || pools.containsKey(added.name()))) {
      throw duplicateOf(added.place(), kind, added.name());
    }
    if (first != null) {
      duplicate(added.place(), kind, added.name());
    }
    into.put(added.name(), first == null ? added : first.and(added));
  }

  private void duplicate(Place place, String kind, String name) throws ConfigException {
    ConfigException problem = duplicateOf(place, kind, name);
    if (dialect.duplicates() == Dialect.Duplicates.REFUSE) {
      throw problem;
    }
    warnings.add(String.valueOf(problem.getMessage()));
  }

  private static ConfigException duplicateOf(Place place, String kind, String name) {
    return new ConfigException(place, "duplicate " + kind + " \"" + name + "\"");
  }

  private List<Node.Line> domainKeys() {
    List<Node.Line> keys = new ArrayList<>(root.lines("domain-key"));
    for (String holder : List.of("virtual-mta", "virtual-mta-pool", "domain-key-list")) {
      root.blocks(holder).forEach(block -> keys.addAll(block.lines("domain-key")));
    }
    return keys;
  }

  private VirtualMta named(Node.Block block, List<String> members) throws ConfigException {
    List<SourceHost> sources = new ArrayList<>();
    for (Node.Line line : block.lines("smtp-source-host")) {
      sources.add(new SourceHost(line.arguments().get(0), line.arguments().get(1)));
    }
    return new VirtualMta(
        block.argument(), block.place(), sources, members, values(block), domainRules(block));
  }

  /** The values of a block's own lines by directive, in the order of the file. */
  static Map<String, List<String>> values(Node.Block block) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (Node child : block.children()) {
      if (child instanceof Node.Line line) {
        values.computeIfAbsent(line.name(), n -> new ArrayList<>()).add(line.value());
      }
    }
    return values;
  }

  private List<DomainRule> domainRules(Node.Block block) throws ConfigException {
    List<DomainRule> rules = new ArrayList<>();
    for (Node.Block domain : block.blocks("domain")) {
      String written = domain.argument().toLowerCase(Locale.ROOT);
      for (String pattern : macros.expand(domain.argument(), domain.place())) {
        String lower = pattern.toLowerCase(Locale.ROOT);
        if (!DOMAIN.matcher(lower).matches()) {
          throw new ConfigException(domain.place(), "invalid domain \"" + pattern + "\"");
        }
        rules.add(new DomainRule(lower, !lower.equals(written), values(domain)));
      }
    }
    return rules;
  }

  private void checkPatternListOrder() throws ConfigException {
    Set<String> defined = new HashSet<>();
    for (Node child : root.children()) {
      if (!(child instanceof Node.Block block)) {
        continue;
      }
      if (block.name().equals("pattern-list") && !defined.add(block.argument())) {
        duplicate(block.place(), "pattern-list", block.argument());
      }
      if (block.name().equals("source")) {
        for (Node.Line line : block.lines("pattern-list")) {
          if (!defined.contains(line.arguments().get(0))) {
            throw new ConfigException(
                line.place(), "undefined pattern-list \"" + line.arguments().get(0) + "\"");
          }
        }
      }
    }
  }

  private void checkOnePoolWithDomains() throws ConfigException {
    Set<String> taken = new HashSet<>();
    for (VirtualMta pool : pools.values()) {
      if (pool.domains().isEmpty()) {
        continue;
      }
      for (String member : pool.members()) {
        if (!taken.add(member)) {
          throw new ConfigException(
              pool.place(),
              "virtual-mta \"" + member + "\" is in more than one pool with domain settings");
        }
      }
    }
  }

  private void checkSmtpPatternLists() throws ConfigException {
    Set<String> defined = new HashSet<>();
    for (Node.Block list : root.blocks("smtp-pattern-list")) {
      defined.add(list.argument());
    }
    List<Node.Block> domains = new ArrayList<>(root.blocks("domain"));
    for (String holder : List.of("virtual-mta", "virtual-mta-pool")) {
      for (Node.Block block : root.blocks(holder)) {
        domains.addAll(block.blocks("domain"));
      }
    }
    for (Node.Block domain : domains) {
      for (Node.Line line : domain.lines("smtp-pattern-list")) {
        if (!defined.contains(line.arguments().get(0))) {
          throw new ConfigException(
              line.place(), "undefined smtp-pattern-list \"" + line.arguments().get(0) + "\"");
        }
      }
    }
  }
}
