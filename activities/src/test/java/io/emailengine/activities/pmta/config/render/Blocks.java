package io.emailengine.activities.pmta.config.render;

import io.emailengine.activities.pmta.config.Fixtures;
import io.emailengine.activities.pmta.config.adopt.AdoptionPlan;
import io.emailengine.activities.pmta.config.adopt.EngineNames;
import io.emailengine.activities.pmta.config.adopt.OneFile;
import io.emailengine.activities.pmta.config.grammar.DomainKey;
import io.emailengine.activities.pmta.config.render.RenderPool.CarriedPool;
import io.emailengine.activities.pmta.config.render.RenderPool.CarriedPoolWithMembers;
import io.emailengine.activities.pmta.config.render.RenderPool.EnginePool;
import io.emailengine.activities.pmta.config.render.RenderVmta.CarriedVmta;
import io.emailengine.activities.pmta.config.render.RenderVmta.EngineVmta;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.PoolName;
import io.emailengine.workflows.model.VmtaName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What the tests of rendering render. */
final class Blocks {
  static final UUID INSTANCE = UUID.fromString("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");

  private Blocks() {}

  static AdoptionPlan adopted() {
    return (AdoptionPlan)
        OneFile.plan(
            Fixtures.text("backup-cold.config"),
            "/etc/pmta/email-engine/engine.config",
            EngineNames.NONE);
  }

  /** The adopted fixture with one VMTA managed, two made by the engine, and a mapped pool. */
  static RenderInput golden(long generation) {
    AdoptionPlan plan = adopted();
    EngineVmta made =
        new EngineVmta(
            new IpAddress("198.51.100.7").engineVmta(),
            new IpAddress("198.51.100.7"),
            new HostName("mail7.example.com"),
            new DailyCap(200),
            List.of(new DomainKey("mail", "example.com", "/etc/pmta/dkim/mail.example.com.pem")),
            true);
    EngineVmta stopped =
        new EngineVmta(
            new IpAddress("2001:db8::7").engineVmta(),
            new IpAddress("2001:db8::7"),
            new HostName("mail6.example.com"),
            new DailyCap(1),
            List.of(),
            false);
    return new RenderInput(
        INSTANCE,
        generation,
        List.of(
            stopped,
            made,
            carried(plan, 1, Optional.empty()),
            carried(plan, 0, Optional.of(new DailyCap(50)))),
        List.of(
            new EnginePool(new PoolName("default-cold-pool"), Set.of(stopped.name())),
            new CarriedPoolWithMembers(
                2,
                plan.pools().get(0).name(),
                plan.pools().get(0).text(),
                Set.of(made.name(), new VmtaName("pmta-vmta1")))));
  }

  /** The adopted fixture with nothing managed. */
  static RenderInput untouched(long generation) {
    AdoptionPlan plan = adopted();
    return new RenderInput(
        INSTANCE,
        generation,
        List.of(carried(plan, 0, Optional.empty()), carried(plan, 1, Optional.empty())),
        List.of(new CarriedPool(2, plan.pools().get(0).name(), plan.pools().get(0).text())));
  }

  private static CarriedVmta carried(AdoptionPlan plan, int index, Optional<DailyCap> cap) {
    return new CarriedVmta(
        index, plan.vmtas().get(index).name(), plan.vmtas().get(index).text(), cap);
  }
}
