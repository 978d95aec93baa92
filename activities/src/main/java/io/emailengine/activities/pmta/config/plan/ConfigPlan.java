package io.emailengine.activities.pmta.config.plan;

import java.util.List;
import java.util.StringJoiner;

/**
 * What one engine's file changes against another, in the words of mail people. Names stand in
 * alphabetical order.
 *
 * @param vmtasRemoved names that disappear
 * @param vmtasChanged names of virtual MTAs of which something other than the cap changes
 * @param poolsChanged pools that stay and whose text changes
 */
public record ConfigPlan(
    List<AddedVmta> vmtasAdded,
    List<String> vmtasRemoved,
    List<String> vmtasChanged,
    List<CapChange> caps,
    List<String> poolsAdded,
    List<String> poolsRemoved,
    List<PoolChange> poolsChanged) {
  /** A summary names this many things of a kind and counts the rest. */
  private static final int NAMED = 5;

  public ConfigPlan {
    vmtasAdded = List.copyOf(vmtasAdded);
    vmtasRemoved = List.copyOf(vmtasRemoved);
    vmtasChanged = List.copyOf(vmtasChanged);
    caps = List.copyOf(caps);
    poolsAdded = List.copyOf(poolsAdded);
    poolsRemoved = List.copyOf(poolsRemoved);
    poolsChanged = List.copyOf(poolsChanged);
  }

  /** Compares two files; an empty text is a file that does not exist. */
  public static ConfigPlan between(String oldText, String newText) {
    return new PlanReader(EngineView.of(oldText), EngineView.of(newText)).read();
  }

  /** True if nothing but the generation, comments or blanks between blocks differs. */
  public boolean isEmpty() {
    return vmtasAdded.isEmpty()
        && vmtasRemoved.isEmpty()
        && vmtasChanged.isEmpty()
        && caps.isEmpty()
        && poolsAdded.isEmpty()
        && poolsRemoved.isEmpty()
        && poolsChanged.isEmpty();
  }

  /** One line for people: {@code pmta-vmta0 50/d -> 200/d; pool pmta-pool + pmta-vmta1}. */
  public String summary() {
    StringJoiner parts = new StringJoiner("; ");
    parts.setEmptyValue("no change");
    add(parts, "new ", vmtasAdded.stream().map(AddedVmta::toString).toList());
    add(parts, "", caps.stream().map(CapChange::toString).toList());
    add(parts, "changed ", vmtasChanged);
    add(parts, "removed ", vmtasRemoved);
    add(parts, "new pool ", poolsAdded);
    add(parts, "pool ", poolsChanged.stream().map(PoolChange::toString).toList());
    add(parts, "removed pool ", poolsRemoved);
    return parts.toString();
  }

  private static void add(StringJoiner parts, String word, List<String> things) {
    if (things.isEmpty()) {
      return;
    }
    String named = String.join(", ", things.subList(0, Math.min(NAMED, things.size())));
    int more = things.size() - NAMED;
    parts.add(word + named + (more > 0 ? " and " + more + " more" : ""));
  }
}
