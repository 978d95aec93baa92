package io.emailengine.sandbox.grammar;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
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
          List.of(),
          PmtaVersion.V5_0,
          List.of());

  private final List<String> warnings;
  private final Node.Block root;
  private final Macros macros;
  private final Map<String, VirtualMta> vmtas;
  private final Map<String, VirtualMta> pools;
  private final Map<String, List<VirtualMta>> holders = new HashMap<>();
  private final QueueRules queues;

  PowerMtaConfig(
      Node.Block root,
      Macros macros,
      Map<String, VirtualMta> vmtas,
      Map<String, VirtualMta> pools,
      List<DomainRule> domains,
      PmtaVersion version,
      List<String> warnings) {
    this.warnings = List.copyOf(warnings);
    this.root = root;
    this.macros = macros;
    this.vmtas = Collections.unmodifiableMap(new LinkedHashMap<>(vmtas));
    this.pools = Collections.unmodifiableMap(new LinkedHashMap<>(pools));
    for (VirtualMta pool : pools.values()) {
      for (String member : new LinkedHashSet<>(pool.members())) {
        holders.computeIfAbsent(member, name -> new ArrayList<>()).add(pool);
      }
    }
    this.queues =
        new QueueRules(DirectiveTable.of(version), this.vmtas, holders, List.copyOf(domains));
  }

  /** The configuration of a PowerMTA that does not run: it has nothing. */
  public static PowerMtaConfig none() {
    return NONE;
  }

  /**
   * Reads the configuration that starts at {@code path}, as strictly as possible.
   *
   * @throws ConfigException if PowerMTA would refuse it, naming file and line
   */
  public static PowerMtaConfig load(ConfigFiles files, String path) throws ConfigException {
    return load(files, path, Dialect.strict());
  }

  /**
   * Reads the configuration that starts at {@code path}.
   *
   * @throws ConfigException if PowerMTA would refuse it, naming file and line
   */
  public static PowerMtaConfig load(ConfigFiles files, String path, Dialect dialect)
      throws ConfigException {
    return read(files, path, dialect, true);
  }

  /**
   * As {@link #load}, for a file that others include: what every whole configuration must have, a
   * log file and a spool, may be missing.
   *
   * @throws ConfigException if PowerMTA would refuse it, naming file and line
   */
  public static PowerMtaConfig loadFragment(ConfigFiles files, String path) throws ConfigException {
    return loadFragment(files, path, Dialect.strict());
  }

  /**
   * As {@link #loadFragment(ConfigFiles, String)}, as strictly as the dialect says.
   *
   * @throws ConfigException if PowerMTA would refuse it, naming file and line
   */
  public static PowerMtaConfig loadFragment(ConfigFiles files, String path, Dialect dialect)
      throws ConfigException {
    return read(files, path, dialect, false);
  }

  private static PowerMtaConfig read(ConfigFiles files, String path, Dialect dialect, boolean whole)
      throws ConfigException {
    List<String> warnings = new ArrayList<>();
    Node.Block root = new ConfigReader(files, dialect, warnings).read(path);
    return new ConfigBuilder(root, dialect, warnings).build(whole);
  }

  /** What was passed over, each with its file and line; empty in a strict dialect. */
  public List<String> warnings() {
    return warnings;
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

  QueueRules queueRules() {
    return queues;
  }

  /**
   * The settings in effect for the queue of a domain, by name; a directive that may be given
   * several times has one line each, parted by line feeds. The virtual MTA's blocks come before its
   * pool's and those before the global ones; within each the closest pattern comes first.
   *
   * @param vmta an unknown one has no settings of its own
   */
  public SortedMap<String, String> queueSettings(String domain, String vmta) {
    return queues.all(domain, vmta);
  }

  /**
   * The value that a global block of exactly this domain gives a directive, whatever general blocks
   * say; nothing if there is no such block.
   */
  public Optional<String> literalSetting(String domain, String directive) {
    return queues.literal(domain, directive);
  }
}
