package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.sandbox.powermta.Sender;
import io.emailengine.store.intent.Asked;
import io.emailengine.store.intent.IpIntents;
import io.emailengine.store.intent.IpMoves;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.Queues;
import io.emailengine.store.server.RetiredVmtas;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.Actor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Out of the pools at once, out of the configuration when nothing is queued, and never before. */
class RetirementTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  @TempDir Path folder;
  private HostFixture fixture;

  @BeforeEach
  void aHost() {
    fixture =
        new HostFixture(STORE, folder, options -> options.withSender(new Sender(0, true)))
            .adopted();
  }

  @AfterEach
  void end() {
    fixture.close();
  }

  @Test
  void anEngineMadeVmtaLeavesTheFileOnceItIsOutOfItsPoolsAndEmpty() {
    SendingIpRow ip = fixture.warm(10);
    fixture.apply();
    later("2026-03-02T14:00:00Z");

    retire(ip);
    fixture.apply();
    assertThat(row(ip).drainedAt()).as("nothing is queued for it").isNotNull();
    assertThat(fixture.host.running().vmtas()).as("still there").containsKey(ip.vmta());
    later("2026-03-02T14:05:00Z");
    ApplyOutcome removed = fixture.apply();

    assertThat(removed.kind()).as(removed.detail()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    assertThat(fixture.host.running().vmtas()).doesNotContainKey(ip.vmta());
    assertThat(fixture.server().state()).isEqualTo(ServerState.READY);
    later("2026-03-02T14:10:00Z");
    fixture.observe();
    assertThat(fixture.server().dirtySince()).as("nothing is left to do").isNull();
  }

  @Test
  void anOperatorsVmtaIsGivenItsOwnBytesBackAndIsStopped() {
    SendingIpRow ip = fixture.register("46.62.168.55", "pmta-vmta0", true, IpState.ACTIVE, 100);
    fixture.apply();
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(100));
    later("2026-03-02T14:00:00Z");

    retire(ip);
    fixture.apply();
    assertThat(row(ip).drainedAt()).as("nothing is queued for it").isNotNull();
    later("2026-03-02T14:05:00Z");
    ApplyOutcome released = fixture.apply();

    assertThat(released.kind()).as(released.detail()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    assertThat(fixture.host.running().vmtas()).containsKey("pmta-vmta0");
    assertThat(fixture.cap(ip)).isNotEqualTo(OptionalLong.of(100));
    assertThat(fixture.host.running().pools().get("pmta-pool")).doesNotContain("pmta-vmta0");
    assertThat(STORE.engine(() -> STORE.bean(RetiredVmtas.class).of(fixture.serverId())))
        .containsExactly("pmta-vmta0");
  }

  @Test
  void whileMailIsQueuedItKeepsItsCapAndStays() {
    fixture.close();
    fixture = new HostFixture(STORE, folder.resolve("sending")).adopted();
    SendingIpRow ip = fixture.warm(11);
    fixture.apply();
    later("2026-03-02T14:00:00Z");

    retire(ip);
    fixture.apply();
    later("2026-03-02T14:20:00Z");
    fixture.observe();
    fixture.apply();

    assertThat(row(ip).drainedAt()).isNull();
    assertThat(fixture.cap(ip)).isEqualTo(OptionalLong.of(50));
    assertThat(fixture.host.running().vmtas().get(ip.vmta()).paused()).isFalse();
    assertThat(STORE.engine(() -> STORE.bean(Queues.class).queued(fixture.serverId(), ip.vmta())))
        .isNotEqualTo(OptionalLong.of(0))
        .isNotEmpty();
  }

  private void retire(SendingIpRow ip) {
    STORE.engineDo(
        () ->
            STORE
                .bean(IpMoves.class)
                .retire(
                    STORE.bean(IpIntents.class).lock(ip.address()).orElseThrow(),
                    new Asked(Actor.OPERATOR, "sold", null, fixture.clock.instant())));
  }

  private SendingIpRow row(SendingIpRow ip) {
    return STORE.engine(() -> STORE.ips().findById(ip.id()).orElseThrow());
  }

  private void later(String instant) {
    fixture.clock.set(Instant.parse(instant));
  }
}
