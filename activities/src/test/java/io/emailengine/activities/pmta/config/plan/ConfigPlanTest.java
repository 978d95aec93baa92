package io.emailengine.activities.pmta.config.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.emailengine.workflows.model.DailyCap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigPlanTest {
  private static final GuardContext NOTHING = new GuardContext(Map.of(), Set.of(), Set.of());

  @Test
  void findsNothingBetweenGenerationsOfTheSameIntent() {
    String file = vmta("a", "50/d") + pool("p", "a");
    ConfigPlan plan =
        ConfigPlan.between("# generation=1\n" + file, "# generation=2\n\n" + file + "# end\n");

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.summary()).isEqualTo("no change");
    assertThat(ConfigGuard.check(plan, NOTHING)).isEmpty();
  }

  @Test
  void tellsRisesCutsStopsAndMembers() {
    String before =
        vmta("a", "50/d")
            + vmta("b", "200/d")
            + vmta("c", "500/d")
            + vmta("gone", "5/d")
            + pool("p", "a", "b");
    String after =
        vmta("a", "200/d")
            + vmta("b", "50/d")
            + vmta("c", "1/d")
            + vmta("new", "50/d")
            + pool("p", "b", "new")
            + pool("q", "a");
    ConfigPlan plan = ConfigPlan.between(before, after);

    assertThat(plan.caps())
        .containsExactly(change("a", 50, 200), change("b", 200, 50), change("c", 500, 1));
    assertThat(plan.caps()).extracting(CapChange::isRise).containsExactly(true, false, false);
    assertThat(plan.caps()).extracting(CapChange::isStop).containsExactly(false, false, true);
    assertThat(plan.vmtasRemoved()).containsExactly("gone");
    assertThat(plan.vmtasAdded())
        .containsExactly(new AddedVmta("new", Optional.of(new DailyCap(50))));
    assertThat(plan.vmtasChanged()).isEmpty();
    assertThat(plan.summary())
        .isEqualTo(
            "new new 50/d; a 50/d -> 200/d, b 200/d -> 50/d, c 500/d -> stopped; removed gone;"
                + " new pool q; pool p + new - a");
  }

  @Test
  void tellsThatSomethingOtherThanTheCapChanged() {
    String before =
        "<virtual-mta a>\n smtp-source-host 192.0.2.1 x\n max-smtp-msg-rate 5/d\n</virtual-mta>\n";

    ConfigPlan plan = ConfigPlan.between(before, before.replace("192.0.2.1", "192.0.2.2"));
    assertThat(plan.vmtasChanged()).containsExactly("a");
    assertThat(plan.caps()).isEmpty();
    assertThat(plan.summary()).isEqualTo("changed a");
  }

  @Test
  void namesFewAndCountsTheRest() {
    StringBuilder after = new StringBuilder();
    for (int i = 10; i < 30; i++) {
      after.append(vmta("v" + i, "5/d"));
    }
    assertThat(ConfigPlan.between("", after.toString()).summary())
        .isEqualTo("new v10 5/d, v11 5/d, v12 5/d, v13 5/d, v14 5/d and 15 more");
  }

  @Test
  void refusesARiseThatNobodyDecided() {
    ConfigPlan plan = ConfigPlan.between(vmta("a", "50/d"), vmta("a", "200/d"));

    assertThat(ConfigGuard.check(plan, NOTHING))
        .extracting(GuardRefusal::code, GuardRefusal::name)
        .containsExactly(tuple("rise-without-decision", "a"));
    assertThat(ConfigGuard.check(plan, upTo("a", 199))).hasSize(1);
    assertThat(ConfigGuard.check(plan, upTo("a", 200))).isEmpty();
    assertThat(ConfigGuard.check(plan, upTo("b", 200))).hasSize(1);
  }

  @Test
  void refusesToLiftACapOrToAddAVmtaWithoutADecision() {
    ConfigPlan lifted = ConfigPlan.between(vmta("a", "50/d"), "<virtual-mta a>\n</virtual-mta>\n");
    ConfigPlan added = ConfigPlan.between("", vmta("a", "50/d"));
    ConfigPlan hourly = ConfigPlan.between(vmta("a", "50/d"), vmta("a", "900/h"));

    for (ConfigPlan plan : new ConfigPlan[] {lifted, added, hourly}) {
      assertThat(ConfigGuard.check(plan, NOTHING))
          .extracting(GuardRefusal::code)
          .containsExactly("rise-without-decision");
      assertThat(ConfigGuard.check(plan, new GuardContext(Map.of(), Set.of("a"), Set.of())))
          .isEmpty();
    }
    assertThat(ConfigGuard.check(added, upTo("a", 50))).isEmpty();
    assertThat(ConfigGuard.check(lifted, upTo("a", 10_000_000))).hasSize(1);
  }

  @Test
  void refusesALossThatNobodyAllowed() {
    ConfigPlan plan = ConfigPlan.between(vmta("a", "50/d") + pool("p", "a"), "");

    assertThat(ConfigGuard.check(plan, NOTHING))
        .extracting(GuardRefusal::code, GuardRefusal::name)
        .containsExactly(tuple("would-disappear", "a"), tuple("would-disappear", "p"));
    assertThat(ConfigGuard.check(plan, new GuardContext(Map.of(), Set.of(), Set.of("a", "p"))))
        .isEmpty();
  }

  @Test
  void stopsAndCutsAlwaysPass() {
    assertThat(ConfigGuard.check(ConfigPlan.between(vmta("a", "50/d"), vmta("a", "1/d")), NOTHING))
        .isEmpty();
    assertThat(ConfigGuard.check(ConfigPlan.between(vmta("a", "50/d"), vmta("a", "49/d")), NOTHING))
        .isEmpty();
    assertThat(
            ConfigGuard.check(
                ConfigPlan.between("<virtual-mta a>\n</virtual-mta>\n", vmta("a", "1/d")), NOTHING))
        .isEmpty();
    assertThat(ConfigGuard.check(ConfigPlan.between("", vmta("a", "1/d")), NOTHING)).isEmpty();
  }

  private static GuardContext upTo(String vmta, int cap) {
    return new GuardContext(Map.of(vmta, new DailyCap(cap)), Set.of(), Set.of());
  }

  private static CapChange change(String vmta, int from, int to) {
    return new CapChange(vmta, Optional.of(new DailyCap(from)), Optional.of(new DailyCap(to)));
  }

  private static String vmta(String name, String rate) {
    return "<virtual-mta " + name + ">\n    max-smtp-msg-rate " + rate + "\n</virtual-mta>\n";
  }

  private static String pool(String name, String... members) {
    StringBuilder text = new StringBuilder("<virtual-mta-pool " + name + ">\n");
    for (String member : members) {
      text.append("    virtual-mta ").append(member).append('\n');
    }
    return text.append("</virtual-mta-pool>\n").toString();
  }
}
