package io.emailengine.activities.pmta.config.plan;

import io.emailengine.workflows.model.DailyCap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Last check before a configuration goes to a host: no rise and no loss that nobody decided. */
public final class ConfigGuard {
  private ConfigGuard() {}

  /** Returns every reason to refuse the plan; none if it may go on. Stops and cuts always may. */
  public static List<GuardRefusal> check(ConfigPlan plan, GuardContext context) {
    List<GuardRefusal> refusals = new ArrayList<>();
    for (AddedVmta added : plan.vmtasAdded()) {
      checkRise(added.vmta(), added.cap(), context, refusals);
    }
    for (CapChange change : plan.caps()) {
      if (change.isRise()) {
        checkRise(change.vmta(), change.to(), context, refusals);
      }
    }
    for (String name : plan.vmtasRemoved()) {
      checkLoss("virtual MTA", name, context, refusals);
    }
    for (String name : plan.poolsRemoved()) {
      checkLoss("pool", name, context, refusals);
    }
    return List.copyOf(refusals);
  }

  private static void checkRise(
      String name, Optional<DailyCap> to, GuardContext context, List<GuardRefusal> refusals) {
    DailyCap allowed = context.caps().get(name);
    boolean decided =
        to.isEmpty()
            ? context.uncapped().contains(name)
            : to.get().equals(CapChange.STOPPED)
                || context.uncapped().contains(name)
                || (allowed != null && to.get().compareTo(allowed) <= 0);
    if (!decided) {
      String wanted = to.map(DailyCap::toString).orElse("no daily cap");
      refusals.add(
          new GuardRefusal(
              "rise-without-decision",
              name,
              "virtual MTA " + name + " would go to " + wanted + " and no decision says so"));
    }
  }

  private static void checkLoss(
      String kind, String name, GuardContext context, List<GuardRefusal> refusals) {
    if (!context.mayDisappear().contains(name)) {
      refusals.add(
          new GuardRefusal(
              "would-disappear",
              name,
              kind
                  + " "
                  + name
                  + " would disappear from the configuration; its mail would bounce"));
    }
  }
}
