package io.emailengine.activities.pmta.config.plan;

import java.util.List;

/**
 * What one engine's file changes against another, in the words of mail people. Names stand in
 * alphabetical order.
 *
 * @param vmtasRemoved names that disappear
 * @param vmtasChanged names of virtual MTAs of which something other than the cap changes
 */
public record ConfigPlan(
    List<AddedVmta> vmtasAdded,
    List<String> vmtasRemoved,
    List<String> vmtasChanged,
    List<CapChange> caps,
    List<String> poolsAdded,
    List<String> poolsRemoved,
    List<PoolChange> poolsChanged) {
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
    throw new UnsupportedOperationException();
  }

  /** True if nothing that matters to mail differs. */
  public boolean isEmpty() {
    throw new UnsupportedOperationException();
  }

  /**
   * One line for people, such as {@code pmta-vmta0 50/d -> 200/d; pool pmta-pool: + pmta-vmta1}.
   */
  public String summary() {
    throw new UnsupportedOperationException();
  }
}
