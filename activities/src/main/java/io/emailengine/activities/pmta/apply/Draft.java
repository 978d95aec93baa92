package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.plan.CapChange;
import io.emailengine.activities.pmta.config.plan.ConfigGuard;
import io.emailengine.activities.pmta.config.plan.ConfigPlan;
import io.emailengine.activities.pmta.config.plan.GuardRefusal;
import io.emailengine.activities.pmta.config.render.Rendered;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.version.ConfigVersionRow;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A configuration that could be pushed, compared with what runs. Nothing of it was written
 * anywhere.
 *
 * @param generation of the intent that was rendered
 * @param actor who asked for what changed
 * @param plan what it changes; empty if {@code unchanged}
 * @param refusals what nobody decided; not empty: it must not be pushed
 * @param unchanged what runs is this already
 * @param retires retired IPs are in it that still drain, or one of the operator's is given back
 */
record Draft(
    long generation,
    String actor,
    Rendered file,
    RenderedCaps caps,
    ConfigPlan plan,
    List<GuardRefusal> refusals,
    boolean unchanged,
    boolean retires) {
  Draft {
    refusals = List.copyOf(refusals);
  }

  /**
   * Renders an intent and compares it with what runs.
   *
   * @param good bytes of {@code running}
   * @param overwrites whether the file is to be written even if it says what runs
   */
  static Draft of(
      ServerIntent intent, ConfigVersionRow running, KnownConfig good, boolean overwrites) {
    IntentRenderer.Outcome rendered =
        IntentRenderer.render(intent, running.caps().as(RenderedCaps.class).pools());
    boolean unchanged = rendered.file().bodySha256().equals(running.bodySha256()) && !overwrites;
    String before = new String(good.bytes(), StandardCharsets.UTF_8);
    ConfigPlan plan = ConfigPlan.between(before, unchanged ? before : rendered.file().text());
    return new Draft(
        intent.generation(),
        intent.actor(),
        rendered.file(),
        rendered.caps(),
        plan,
        unchanged ? List.of() : ConfigGuard.check(plan, rendered.allowed()),
        unchanged,
        intent.ips().stream().anyMatch(SendingIpRow::draining)
            || plan.caps().stream().anyMatch(change -> intent.retired().contains(change.vmta())));
  }

  /**
   * Whether it only moves things that can wait for the next raise window: members of pools, texts.
   * A virtual MTA that comes, goes or is retired, or a lower cap, can't.
   */
  boolean waitsForWindow() {
    return !unchanged
        && !retires
        && refusals.isEmpty()
        && plan.vmtasAdded().isEmpty()
        && plan.vmtasRemoved().isEmpty()
        && plan.poolsAdded().isEmpty()
        && plan.caps().stream().allMatch(CapChange::isRise);
  }

  /** What runs stays until the raise window makes up for it. */
  Draft deferred() {
    return new Draft(
        generation,
        actor,
        file,
        new RenderedCaps(caps.vmtas(), true, caps.pools()),
        plan,
        List.of(),
        true,
        retires);
  }
}
