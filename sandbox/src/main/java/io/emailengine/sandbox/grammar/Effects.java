package io.emailengine.sandbox.grammar;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Works out what is in effect under a configuration. */
final class Effects {
  private static final String NO_VMTA = "";
  private static final Set<String> OWN_SECTIONS =
      Set.of("domain", "virtual-mta", "virtual-mta-pool", "source");
  private static final List<String> INHERITED_FROM_POOLS =
      List.of(
          "include-headers-from",
          "max-smtp-data-volume-rate",
          "max-smtp-msg-rate",
          "max-smtp-out",
          "rewrite-list");

  private final PowerMtaConfig config;
  private final SortedMap<String, SortedMap<String, String>> sections = new TreeMap<>();

  Effects(PowerMtaConfig config) {
    this.config = config;
  }

  SortedMap<String, SortedMap<String, String>> all() {
    sections.put("global", globals());
    config.macros().lists().forEach((name, list) -> one("domain-macro " + name, "list", list));
    queues(NO_VMTA);
    for (String vmta : config.virtualMtas()) {
      sections.put("virtual-mta " + vmta, virtualMta(vmta));
      queues(vmta);
    }
    for (String pool : config.pools().keySet()) {
      sections.put("virtual-mta-pool " + pool, pool(pool));
    }
    sources();
    otherBlocks();
    return sections;
  }

  private void one(String section, String name, String value) {
    sections.put(section, new TreeMap<>(Map.of(name, value)));
  }

  private SortedMap<String, String> globals() {
    SortedMap<String, String> values = joined(ConfigBuilder.values(config.root()));
    values.remove("domain-macro");
    return values;
  }

  private static SortedMap<String, String> joined(Map<String, List<String>> lines) {
    SortedMap<String, String> values = new TreeMap<>();
    lines.forEach((name, all) -> values.put(name, String.join("\n", all)));
    return values;
  }

  private void queues(String vmta) {
    Set<String> domains = new LinkedHashSet<>();
    domains.add(EffectiveSettings.ANY_DOMAIN);
    config.queueRules().candidates(vmta).forEach(rule -> domains.addAll(rule.examples()));
    for (String domain : domains) {
      String queue = vmta.equals(NO_VMTA) ? domain : domain + "/" + vmta;
      sections.put("queue " + queue, config.queueRules().explicit(domain, vmta));
    }
  }

  private SortedMap<String, String> virtualMta(String name) {
    VirtualMta own = config.virtualMta(name);
    SortedMap<String, String> values = joined(own.settings());
    List<VirtualMta> pools = config.holdersOf(name);
    for (String directive : INHERITED_FROM_POOLS) {
      for (VirtualMta pool : pools) {
        pool.setting(directive).ifPresent(value -> values.putIfAbsent(directive, value));
      }
    }
    List<String> keys = new ArrayList<>(own.settings().getOrDefault("domain-key", List.of()));
    pools.forEach(pool -> keys.addAll(pool.settings().getOrDefault("domain-key", List.of())));
    config.root().lines("domain-key").forEach(line -> keys.add(line.value()));
    if (!keys.isEmpty()) {
      values.put("domain-key", String.join("\n", keys));
    }
    return values;
  }

  private SortedMap<String, String> pool(String name) {
    return joined(config.virtualMta(name).settings());
  }

  /** A source is what it says itself, and where it is silent what the wider ranges say. */
  private void sources() {
    List<Node.Block> blocks = config.root().blocks("source");
    for (Node.Block block : blocks) {
      List<Node.Block> chain = new ArrayList<>();
      AddressRange range = AddressRange.of(block.argument());
      for (Node.Block other : blocks) {
        boolean same = other.argument().equals(block.argument());
        if (same || (range != null && range.isWithin(AddressRange.of(other.argument())))) {
          chain.add(other);
        }
      }
      chain.sort((a, b) -> AddressRange.bitsOf(b.argument()) - AddressRange.bitsOf(a.argument()));
      SortedMap<String, String> values = new TreeMap<>();
      for (Node.Block link : chain) {
        joined(ConfigBuilder.values(link)).forEach(values::putIfAbsent);
      }
      sections.put("source " + block.argument(), values);
    }
  }

  private void otherBlocks() {
    Map<String, Integer> seen = new HashMap<>();
    for (Node child : config.root().children()) {
      if (child instanceof Node.Block block && !OWN_SECTIONS.contains(block.name())) {
        String title = (block.name() + " " + String.join(" ", block.arguments())).strip();
        int count = seen.merge(title, 1, Integer::sum);
        one(count == 1 ? title : title + " (" + count + ")", "lines", text(block));
      }
    }
  }

  private static String text(Node.Block block) {
    List<String> lines = new ArrayList<>();
    for (Node child : block.children()) {
      if (child instanceof Node.Block inner) {
        String tag = (inner.name() + " " + String.join(" ", inner.arguments())).strip();
        lines.add("<" + tag + ">\n" + text(inner) + "\n</" + inner.name() + ">");
      } else if (child instanceof Node.Line line) {
        lines.add(line.name().equals("/") ? line.value() : line.name() + " " + line.value());
      }
    }
    return String.join("\n", lines);
  }
}
