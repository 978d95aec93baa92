package io.emailengine.sandbox.grammar;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A configuration that PowerMTA would run, and the settings that are in effect under it. */
public final class PowerMtaConfig {
  private static final PowerMtaConfig NONE =
      new PowerMtaConfig(
          new Node.Block(new Place("", 0), "global", List.of(), List.of()),
          new Macros(),
          Map.of(),
          Map.of(),
          List.of());

  private final Node.Block root;
  private final Macros macros;
  private final Map<String, VirtualMta> vmtas;
  private final Map<String, VirtualMta> pools;
  private final List<DomainRule> domains;
  private final Map<String, List<VirtualMta>> holders = new HashMap<>();

  PowerMtaConfig(
      Node.Block root,
      Macros macros,
      Map<String, VirtualMta> vmtas,
      Map<String, VirtualMta> pools,
      List<DomainRule> domains) {
    this.root = root;
    this.macros = macros;
    this.vmtas = Collections.unmodifiableMap(new LinkedHashMap<>(vmtas));
    this.pools = Collections.unmodifiableMap(new LinkedHashMap<>(pools));
    this.domains = List.copyOf(domains);
    for (VirtualMta pool : pools.values()) {
      for (String member : new LinkedHashSet<>(pool.members())) {
        holders.computeIfAbsent(member, name -> new ArrayList<>()).add(pool);
      }
    }
  }

  /** The configuration of a PowerMTA that does not run: it has nothing. */
  public static PowerMtaConfig none() {
    return NONE;
  }

  /**
   * Reads the configuration that starts at {@code path}.
   *
   * @throws ConfigException if PowerMTA would refuse it, naming file and line
   */
  public static PowerMtaConfig load(ConfigFiles files, String path) throws ConfigException {
    return new ConfigBuilder(new ConfigReader(files).read(path)).build(true);
  }

  /**
   * As {@link #load}, for a file that others include: what every whole configuration must have, a
   * log file and a spool, may be missing.
   *
   * @throws ConfigException if PowerMTA would refuse it, naming file and line
   */
  public static PowerMtaConfig loadFragment(ConfigFiles files, String path) throws ConfigException {
    return new ConfigBuilder(new ConfigReader(files).read(path)).build(false);
  }

  /** The virtual MTAs in the order of the file. */
  public Set<String> virtualMtas() {
    return vmtas.keySet();
  }

  /** The pools in the order of the file, each with its members in order. */
  public Map<String, List<String>> pools() {
    Map<String, List<String>> members = new LinkedHashMap<>();
    pools.forEach((name, pool) -> members.put(name, pool.members()));
    return Collections.unmodifiableMap(members);
  }

  /** The pools that hold a virtual MTA, in the order of the file. */
  public List<String> poolsOf(String vmta) {
    return holdersOf(vmta).stream().map(VirtualMta::name).toList();
  }

  /**
   * The values that a virtual MTA or a pool itself gives a directive, one a line of the file, as
   * they are written there; empty if there are none.
   */
  public List<String> ownLines(String name, String directive) {
    VirtualMta found = vmtas.containsKey(name) ? vmtas.get(name) : pools.get(name);
    return found == null ? List.of() : found.settings().getOrDefault(directive, List.of());
  }

  /** The sources of a virtual MTA; empty if it is not defined. */
  public List<SourceHost> sources(String vmta) {
    VirtualMta found = vmtas.get(vmta);
    return found == null ? List.of() : found.sources();
  }

  /**
   * The limit over all recipients of a virtual MTA, its own or its pool's; nothing if unlimited.
   */
  public Optional<Rate> messageRate(String vmta) {
    return ownOrPools(vmta, "max-smtp-msg-rate").flatMap(Rate::parse);
  }

  /** The settings in effect for a virtual MTA as a whole, by name. */
  public SortedMap<String, String> virtualMtaSettings(String vmta) {
    SortedMap<String, String> settings = new TreeMap<>();
    for (String name : List.of("max-smtp-data-volume-rate", "max-smtp-msg-rate", "max-smtp-out")) {
      settings.put(name, ownOrPools(vmta, name).orElse("unlimited"));
    }
    return settings;
  }

  private Optional<String> ownOrPools(String vmta, String directive) {
    VirtualMta own = vmtas.get(vmta);
    if (own != null && own.setting(directive).isPresent()) {
      return own.setting(directive);
    }
    for (VirtualMta pool : holdersOf(vmta)) {
      if (pool.setting(directive).isPresent()) {
        return pool.setting(directive);
      }
    }
    return Optional.empty();
  }

  Node.Block root() {
    return root;
  }

  Macros macros() {
    return macros;
  }

  /** A virtual MTA or pool that is defined. */
  VirtualMta virtualMta(String name) {
    VirtualMta found = vmtas.containsKey(name) ? vmtas.get(name) : pools.get(name);
    return Objects.requireNonNull(found, name);
  }

  List<VirtualMta> holdersOf(String vmta) {
    return holders.getOrDefault(vmta, List.of());
  }

  /**
   * The settings in effect for the queue of a domain, by name; a directive that may be given
   * several times has one line each, parted by line feeds. The virtual MTA's blocks come before its
   * pool's and those before the global ones; within each the closest pattern comes first.
   *
   * @param vmta an unknown one has no settings of its own
   */
  public SortedMap<String, String> queueSettings(String domain, String vmta) {
    List<DomainRule> chain = chain(domain, vmta);
    SortedMap<String, String> settings = new TreeMap<>();
    for (Directive directive : DirectiveTable.INSTANCE.linesOf("domain")) {
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
      holdersOf(vmta).forEach(pool -> chain.addAll(closestFirst(pool.domains(), lower)));
    }
    chain.addAll(closestFirst(domains, lower));
    return chain;
  }

  /** The rules that can be in force for the queues of a virtual MTA. */
  List<DomainRule> rulesFor(String vmta) {
    List<DomainRule> rules = new ArrayList<>(domains);
    VirtualMta own = vmtas.get(vmta);
    if (own != null) {
      rules.addAll(own.domains());
      holdersOf(vmta).forEach(pool -> rules.addAll(pool.domains()));
    }
    return rules;
  }

  /** As {@link #queueSettings} without what nobody set, but with what no table lists. */
  SortedMap<String, String> explicitSettings(String domain, String vmta) {
    SortedMap<String, String> settings = new TreeMap<>();
    for (DomainRule rule : chain(domain, vmta)) {
      rule.values().forEach((name, lines) -> settings.putIfAbsent(name, inForce(name, lines)));
    }
    return settings;
  }

  private static String inForce(String directive, List<String> lines) {
    boolean listed = DirectiveTable.INSTANCE.line("domain", directive).isPresent();
    return listed && !directive.startsWith("source-ip-")
        ? lines.get(lines.size() - 1)
        : String.join("\n", lines);
  }

  /**
   * The value that a global block of exactly this domain gives a directive, whatever general blocks
   * say; nothing if there is no such block.
   */
  public Optional<String> literalSetting(String domain, String directive) {
    for (DomainRule rule : closestFirst(domains, domain.toLowerCase(Locale.ROOT))) {
      List<String> lines = rule.values().getOrDefault(directive, List.of());
      if (rule.pattern().equals(domain) && !lines.isEmpty()) {
        return Optional.of(lines.get(lines.size() - 1));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> inEffect(Directive directive, List<DomainRule> chain) {
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
