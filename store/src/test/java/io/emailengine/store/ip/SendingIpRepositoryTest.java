package io.emailengine.store.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.store.server.ServerRow;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import io.emailengine.workflows.lifecycle.Hold;
import io.emailengine.workflows.lifecycle.IpState;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SendingIpRepositoryTest {
  @RegisterExtension
  static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));

  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final Instant T1 = TestRows.NOW.plusSeconds(1);

  private ServerRow server;
  private SendingIpRow ip;

  @BeforeEach
  void registerAnIp() {
    int n = NEXT.incrementAndGet();
    server = store.engine(() -> store.servers().save(TestRows.server("server-" + n)));
    ip = register("192.0.2." + n);
  }

  private SendingIpRow register(String address) {
    UUID tenant = store.defaultTenant().id();
    return store.engine(
        () -> store.ips().save(TestRows.warming(tenant, server.id(), null, address)));
  }

  private SendingIpRow row() {
    return store.engine(() -> store.ips().findById(ip.id()).orElseThrow());
  }

  private void retire(SendingIpRow row) {
    store.engine(
        () ->
            store
                .jdbc()
                .sql("UPDATE sending_ip SET state = 'retired', retired_at = now() WHERE id = :id")
                .param("id", row.id())
                .update());
  }

  @Test
  void anAddressIsTakenOnceUntilItIsRetired() {
    assertThatThrownBy(() -> register(ip.address()))
        .rootCause()
        .hasMessageContaining("sending_ip_address");

    retire(ip);
    SendingIpRow again = register(ip.address());

    assertThat(store.engine(() -> store.ips().findByAddress(ip.address()).orElseThrow().id()))
        .isEqualTo(again.id());
    assertThat(store.engine(() -> store.ips().findByServer(server.id())))
        .extracting(SendingIpRow::id)
        .containsExactly(again.id());
  }

  @Test
  void beginsAStepOnce() {
    assertThat(beginStep(1, 1, 2, 200)).isOne();
    assertThat(beginStep(1, 1, 2, 200)).isZero();

    SendingIpRow row = row();
    assertThat(row.step()).isEqualTo(2);
    assertThat(row.dailyQuota()).isEqualTo(200);
    assertThat(row.stepBeganAt()).isEqualTo(T1);
    assertThat(row.stepFirstDay()).isNull();
    assertThat(row.riseAskedBy()).isNull();
    assertThat(row.intentSeq()).isEqualTo(2);
  }

  private int beginStep(long epoch, int expected, int next, int cap) {
    return store.engine(() -> store.ips().beginStep(ip.id(), epoch, expected, next, cap, T1));
  }

  @Test
  void aRunOfAnOldEpochChangesNothing() {
    store.takeIp(ip.id());
    SendingIpRow before = row();

    assertThat(beginStep(1, 1, 2, 200)).isZero();
    assertThat(store.engine(() -> store.ips().complete(ip.id(), 1, 1, T1))).isZero();
    assertThat(store.engine(() -> store.ips().setNextDue(ip.id(), 1, T1))).isZero();
    assertThat(row()).isEqualTo(before);

    assertThat(beginStep(2, 1, 2, 200)).isOne();
  }

  @Test
  void completesFromTheLastStepOnce() {
    assertThat(store.engine(() -> store.ips().complete(ip.id(), 1, 6, T1))).isZero();
    store.engine(() -> store.jdbc().sql("UPDATE sending_ip SET step = 6").update());
    assertThat(store.engine(() -> store.ips().complete(ip.id(), 1, 6, T1))).isOne();
    assertThat(store.engine(() -> store.ips().complete(ip.id(), 1, 6, T1))).isZero();

    assertThat(row().state()).isEqualTo(IpState.ACTIVE);
    assertThat(row().completedAt()).isEqualTo(T1);
    assertThat(row().nextDueAt()).isNull();
  }

  private int running(int cap, boolean stopped, int version, int step, Long firstDay) {
    return store.engine(
        () ->
            store
                .ips()
                .recordRunning(ip.id(), cap, stopped, version, ip.warmupId(), step, firstDay));
  }

  @Test
  void theFirstDayIsSetOnceAndOnItsOwnStepOnly() {
    running(50, false, 3, 1, 100L);
    assertThat(row().stepFirstDay()).isEqualTo(100);
    running(50, false, 4, 1, 101L);
    assertThat(row().stepFirstDay()).isEqualTo(100);

    beginStep(1, 1, 2, 200);
    // A read-back of what was rendered before the step began.
    running(50, false, 5, 1, 107L);
    assertThat(row().stepFirstDay()).isNull();
    running(200, false, 6, 2, 107L);
    assertThat(row().stepFirstDay()).isEqualTo(107);
  }

  @Test
  void theConfigVersionIsTheOneInWhichItLastChanged() {
    running(50, false, 3, 1, null);
    long version = row().version();
    assertThat(running(50, false, 4, 1, null)).isZero();
    assertThat(row().configVersion()).isEqualTo(3);
    assertThat(row().version()).isEqualTo(version);

    running(50, true, 5, 1, null);
    assertThat(row().configVersion()).isEqualTo(5);
    assertThat(row().runningStopped()).isTrue();
    running(200, true, 6, 1, null);
    assertThat(row().configVersion()).isEqualTo(6);
    assertThat(row().stepFirstDay()).isNull();
  }

  @Test
  void anIntentOnAnOlderSequenceIsIgnored() {
    assertThat(store.engine(() -> store.ips().recordIntent(ip.id(), 1, "operator"))).isOne();
    assertThat(store.engine(() -> store.ips().recordIntent(ip.id(), 1, "temporal"))).isZero();
    assertThat(row().riseAskedBy()).isEqualTo("operator");
    assertThat(row().intentSeq()).isEqualTo(2);

    assertThat(store.engine(() -> store.ips().clearRiseAsked(ip.id(), 1))).isZero();
    assertThat(store.engine(() -> store.ips().clearRiseAsked(ip.id(), 2))).isOne();
    assertThat(row().riseAskedBy()).isNull();
  }

  @Test
  void listsByEachFilter() {
    SendingIpRow paused = register("198.51.100." + NEXT.get());
    SendingIpRow retired = register("203.0.113." + NEXT.get());
    retire(retired);
    store.engine(() -> store.holds().insert(TestRows.pause(paused, null)));
    store.engine(
        () ->
            store
                .holds()
                .insert(TestRows.hold(ip, Hold.Kind.PAUSE, null, TestRows.NOW.plusMillis(1))));
    store.engine(() -> store.holds().insert(TestRows.hold(ip, Hold.Kind.FREEZE, null, null)));

    assertList(filter(null, null, null), ip, paused);
    assertList(filter(IpState.WARMING, "marketing", null), ip, paused);
    assertList(filter(IpState.ACTIVE, null, null));
    assertList(filter(null, "other", null));
    assertList(filter(null, null, true), paused);
    assertList(filter(null, null, false), ip);
    assertThat(store.engine(() -> store.ips().page(filter(IpState.RETIRED, null, null), 10, 0)))
        .extracting(SendingIpRow::id)
        .containsExactly(retired.id());
    assertThat(store.engine(() -> store.ips().page(filter(null, null, null), 1, 1))).hasSize(1);
    IpFilter stranger = new IpFilter(null, UUID.randomUUID(), server.id(), null, null, T1);
    assertList(stranger);
    assertThat(store.engine(() -> store.ips().countByServer(server.id()))).isEqualTo(2);
  }

  private IpFilter filter(IpState state, String purpose, Boolean paused) {
    return new IpFilter(state, ip.tenantId(), server.id(), purpose, paused, T1);
  }

  private void assertList(IpFilter filter, SendingIpRow... expected) {
    UUID[] ids = new UUID[expected.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = expected[i].id();
    }
    assertThat(store.engine(() -> store.ips().page(filter, 10, 0)))
        .extracting(SendingIpRow::id)
        .containsExactlyInAnyOrder(ids);
    assertThat(store.engine(() -> store.ips().count(filter))).isEqualTo(ids.length);
  }
}
