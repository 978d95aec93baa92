package io.emailengine.store.ip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.json.Json;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import io.emailengine.workflows.lifecycle.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HoldAndDecisionTest {
  @RegisterExtension
  static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));

  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final Instant NOW = TestRows.NOW;

  private SendingIpRow ip;

  @BeforeEach
  void registerAnIp() {
    int n = NEXT.incrementAndGet();
    UUID tenant = store.defaultTenant().id();
    ip =
        store.engine(
            () -> {
              ServerRow server = store.servers().save(TestRows.server("server-" + n));
              return store.ips().save(TestRows.warming(tenant, server.id(), null, "192.0.2." + n));
            });
  }

  @Test
  void aRetriedWriteIsTheSameHold() {
    store.engineDo(
        () -> {
          String request = "wf/1/" + ip.id();
          assertThat(store.holds().insert(TestRows.pause(ip, request))).isTrue();
          assertThat(store.holds().insert(TestRows.pause(ip, request))).isFalse();
          assertThat(store.holds().insert(TestRows.pause(ip, null))).isTrue();
          assertThat(store.holds().insert(TestRows.pause(ip, null))).isTrue();
          assertThat(store.holds().findLying(ip.id(), NOW)).hasSize(3);
        });
  }

  @Test
  void liftsAllHoldsOfOneKind() {
    store.engineDo(
        () -> {
          HoldRepository holds = store.holds();
          holds.insert(TestRows.pause(ip, null));
          holds.insert(TestRows.hold(ip, Hold.Kind.PAUSE, null, NOW.plusSeconds(60)));
          holds.insert(TestRows.hold(ip, Hold.Kind.FREEZE, null, null));

          assertThat(holds.endAll(Hold.Kind.PAUSE, ip.id(), NOW, "operator")).isEqualTo(2);
          assertThat(holds.endAll(Hold.Kind.PAUSE, ip.id(), NOW, "operator")).isZero();
          assertThat(holds.findLying(ip.id(), NOW))
              .extracting(HoldRow::kind)
              .containsExactly(Hold.Kind.FREEZE);
          assertThat(holds.endCause(Hold.Kind.FREEZE, "drift", ip.id(), NOW, "engine")).isZero();
          assertThat(holds.endCause(Hold.Kind.FREEZE, "person", ip.id(), NOW, "engine")).isOne();
          assertThat(holds.findByIp(ip.id()))
              .hasSize(3)
              .allSatisfy(hold -> assertThat(hold.endedAt()).isEqualTo(NOW));
        });
  }

  @Test
  void aHoldWhoseTimeIsOverLiesNoLongerAndExpiresOnce() {
    Instant until = NOW.plusSeconds(60);
    HoldRow hold = TestRows.hold(ip, Hold.Kind.PAUSE, null, until);
    store.engineDo(
        () -> {
          HoldRepository holds = store.holds();
          holds.insert(hold);
          List<UUID> ids = List.of(ip.id(), UUID.randomUUID());
          assertThat(holds.findLying(ids, until.minusMillis(1))).hasSize(1);
          assertThat(holds.findLyingOnServer(ip.serverId(), until.minusMillis(1))).hasSize(1);
          assertThat(holds.findLying(ids, until)).isEmpty();
          assertThat(holds.findLyingOnServer(ip.serverId(), until)).isEmpty();
          assertThat(holds.findExpired(until)).extracting(HoldRow::id).contains(hold.id());
          assertThat(holds.expire(hold.id(), until.minusMillis(1))).isZero();
          assertThat(holds.expire(hold.id(), until)).isOne();
          assertThat(holds.expire(hold.id(), until)).isZero();
          assertThat(holds.findExpired(until)).extracting(HoldRow::id).doesNotContain(hold.id());
        });
  }

  @Test
  void findsTheHoldsThatTouchedARecentTime() {
    store.engineDo(
        () -> {
          store.holds().insert(TestRows.hold(ip, Hold.Kind.PAUSE, null, NOW.plusSeconds(10)));
          store.holds().insert(TestRows.pause(ip, null));
          assertThat(store.holds().findByIpSince(ip.id(), NOW.plusSeconds(10))).hasSize(2);
          assertThat(store.holds().findByIpSince(ip.id(), NOW.plusSeconds(11))).hasSize(1);
        });
  }

  @Test
  void decisionsComeInTheOrderOfWriting() {
    store.engineDo(
        () -> {
          for (String kind : List.of("register", "raise", "raise", "complete")) {
            store.decisions().insert(TestRows.decision(ip, kind));
          }
          DecisionRepository decisions = store.decisions();
          assertThat(decisions.findByIp(ip.id()))
              .extracting(DecisionRow::kind)
              .containsExactly("register", "raise", "raise", "complete");
          assertThat(decisions.page(ip.id(), 2, 0))
              .extracting(DecisionRow::kind)
              .containsExactly("complete", "raise");
          assertThat(decisions.countByIpId(ip.id())).isEqualTo(4);
          assertThat(decisions.findLast(ip.id(), "raise")).isPresent();
          assertThat(decisions.findLast(ip.id(), "freeze")).isEmpty();
        });
  }

  @Test
  void decisionsAndAuditRefuseToBeRewrittenEvenByTheEngine() {
    store.engineDo(
        () -> {
          store.decisions().insert(TestRows.decision(ip, "register"));
          store
              .audit()
              .insert(AuditRow.of(NOW, null, "operator", "x", ip.address(), Json.EMPTY_OBJECT));
        });
    for (String sql :
        List.of(
            "UPDATE decision SET actor = 'x'",
            "DELETE FROM decision",
            "UPDATE audit SET actor = 'x'",
            "DELETE FROM audit")) {
      assertThatThrownBy(() -> store.engine(() -> store.jdbc().sql(sql).update()))
          .as(sql)
          .hasMessageContaining("is append-only");
    }
  }
}
