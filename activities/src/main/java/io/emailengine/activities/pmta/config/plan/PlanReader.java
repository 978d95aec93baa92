package io.emailengine.activities.pmta.config.plan;

import io.emailengine.activities.pmta.config.plan.EngineView.Pool;
import io.emailengine.activities.pmta.config.plan.EngineView.Vmta;
import java.util.ArrayList;
import java.util.List;

/** Compares two files name by name. */
final class PlanReader {
  private final EngineView before;
  private final EngineView after;
  private final List<AddedVmta> added = new ArrayList<>();
  private final List<String> changed = new ArrayList<>();
  private final List<CapChange> caps = new ArrayList<>();
  private final List<PoolChange> pools = new ArrayList<>();

  PlanReader(EngineView before, EngineView after) {
    this.before = before;
    this.after = after;
  }

  ConfigPlan read() {
    after.vmtas().forEach(this::compare);
    after.pools().forEach(this::compare);
    return new ConfigPlan(
        added,
        EngineView.onlyIn(before.vmtas(), after.vmtas()),
        changed,
        caps,
        EngineView.onlyIn(after.pools(), before.pools()),
        EngineView.onlyIn(before.pools(), after.pools()),
        pools);
  }

  private void compare(String name, Vmta now) {
    Vmta then = before.vmtas().get(name);
    if (then == null) {
      added.add(new AddedVmta(name, now.cap()));
      return;
    }
    if (!then.cap().equals(now.cap())) {
      caps.add(new CapChange(name, then.cap(), now.cap()));
    }
    if (!then.rest().equals(now.rest())) {
      changed.add(name);
    }
  }

  private void compare(String name, Pool now) {
    Pool then = before.pools().get(name);
    if (then != null && !then.equals(now)) {
      List<String> joined = new ArrayList<>(now.members());
      then.members().forEach(joined::remove);
      List<String> left = new ArrayList<>(then.members());
      now.members().forEach(left::remove);
      pools.add(new PoolChange(name, joined, left));
    }
  }
}
