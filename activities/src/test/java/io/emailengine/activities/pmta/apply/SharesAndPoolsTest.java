package io.emailengine.activities.pmta.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.lifecycle.IpState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A tenant's quota over two servers, and pools at their edges. */
class SharesAndPoolsTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  @TempDir Path folder;
  private HostFixture first;
  private HostFixture second;

  @BeforeEach
  void twoHosts() {
    first = new HostFixture(STORE, folder.resolve("1")).adopted();
    second = new HostFixture(STORE, folder.resolve("2")).adopted();
  }

  @AfterEach
  void end() {
    first.close();
    second.close();
  }

  @Test
  void aStopOnOneServerLetsTheSharesOnAnotherRiseInTheRaiseWindow() {
    TenantRow tenant = tenantWithQuota(1000);
    SendingIpRow here = first.register(tenant, null, "198.51.100.10", "vmta-a", false, ACTIVE, 800);
    SendingIpRow there =
        second.register(tenant, null, "198.51.100.20", "vmta-b", false, ACTIVE, 800);
    first.apply();
    second.apply();
    assertThat(first.cap(here)).hasValue(500);
    assertThat(second.cap(there)).hasValue(500);

    later("2026-03-02T14:00:00Z");
    first.pause(here);
    first.apply();
    assertThat(second.server().dirtySince()).as("the other server is asked to look").isNotNull();
    second.apply();
    assertThat(second.cap(there)).as("a rise by rule waits").hasValue(500);
    later("2026-03-03T00:11:00Z");
    second.apply();
    assertThat(second.cap(there)).hasValue(800);

    later("2026-03-03T14:00:00Z");
    first.resume(here);
    assertThat(second.server().dirtySince()).isNotNull();
    second.apply();
    assertThat(second.cap(there)).as("a cut is made at once").hasValue(500);
  }

  @Test
  void keepsAMappedPoolThatAllItsMembersHaveLeft() {
    PoolRow other =
        new PoolRow(
            UUID.randomUUID(),
            STORE.defaultTenant().id(),
            first.serverId(),
            "transactional",
            "default-transactional-pool",
            false,
            first.clock.instant(),
            null);
    STORE.engine(() -> STORE.pools().save(other));
    TenantRow tenant = STORE.defaultTenant();
    first.register(tenant, other.id(), "46.62.168.55", "pmta-vmta0", true, ACTIVE, 100);
    first.register(tenant, other.id(), "95.216.179.163", "pmta-vmta1", true, ACTIVE, 100);

    ApplyOutcome outcome = first.apply();

    assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    assertThat(first.server().state()).isEqualTo(ServerState.READY);
    assertThat(first.host.running().pools().get("pmta-pool")).isNotEmpty();
    assertThat(first.host.running().pools().get("default-transactional-pool"))
        .containsExactly("pmta-vmta0", "pmta-vmta1");
  }

  @Test
  void anEnginePoolWhoseOnlyMemberIsStoppedFromTheStartKeepsItStopped() {
    PoolRow pool =
        new PoolRow(
            UUID.randomUUID(),
            STORE.defaultTenant().id(),
            first.serverId(),
            "cold",
            "default-cold-pool",
            false,
            first.clock.instant(),
            null);
    STORE.engine(() -> STORE.pools().save(pool));
    SendingIpRow ip =
        first.register(
            STORE.defaultTenant(),
            pool.id(),
            "198.51.100.10",
            "vmta-198-51-100-10",
            false,
            IpState.WARMING,
            50);
    first.pause(ip);

    assertThat(first.apply().kind()).isEqualTo(ApplyOutcome.Kind.APPLIED);
    assertThat(first.host.running().pools())
        .containsEntry("default-cold-pool", List.of("vmta-198-51-100-10"));
    assertThat(first.cap(ip)).isEqualTo(OptionalLong.of(1));
  }

  private static final IpState ACTIVE = IpState.ACTIVE;

  private void later(String instant) {
    first.clock.set(Instant.parse(instant));
    second.clock.set(Instant.parse(instant));
  }

  private static TenantRow tenantWithQuota(int quota) {
    TenantRow row =
        new TenantRow(
            UUID.randomUUID(),
            "t" + UUID.randomUUID().toString().substring(0, 8),
            "T",
            null,
            quota,
            HostFixture.MORNING,
            null);
    STORE.engine(() -> STORE.tenants().save(row));
    return row;
  }
}
