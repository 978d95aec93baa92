package io.emailengine.store.intent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.ip.UncountedTimes;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.model.DailyCap;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an override and a move make of an IP's row. */
class IpOverridesTest {
  private static final AtomicInteger NEXT = new AtomicInteger(1);
  private static final Instant NOW = TestRows.NOW.plusSeconds(60);
  private static final Asked ASKED = new Asked(Actor.OPERATOR, "because", null, NOW);

  @RegisterExtension
  static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));

  private ServerRow server;
  private SendingIpRow ip;

  @BeforeEach
  void register() {
    int n = NEXT.getAndIncrement();
    server = TestRows.server("mta-" + n);
    ip = TestRows.warming(store.defaultTenant().id(), server.id(), null, "192.0.2." + n);
    store.engineDo(
        () -> {
          store.servers().save(server);
          store.ips().save(ip);
          store.ips().recordRunning(ip.id(), 50, false, 1, ip.warmupId(), 1, 20_000L);
        });
  }

  @Test
  void aQuotaInThePresentStepKeepsItsCountedDays() {
    assertThat(warm(80)).isTrue();
    assertThat(row().dailyQuota()).isEqualTo(80);
    assertThat(row().step()).isOne();
    assertThat(row().stepFirstDay()).isEqualTo(20_000L);
    assertThat(warm(80)).as("the same again").isFalse();
    assertThat(store.engine(() -> store.servers().findById(server.id()).orElseThrow().desiredGen()))
        .as("the caller asks for the apply")
        .isEqualTo(server.desiredGen());
  }

  @Test
  void aQuotaOfAnotherStepBeginsItWithDayOneInTheSameWarmup() {
    warm(300);
    assertThat(row().step()).isEqualTo(2);
    assertThat(row().dailyQuota()).isEqualTo(300);
    assertThat(row().stepFirstDay()).isNull();
    assertThat(row().warmupId()).isEqualTo(ip.warmupId());
    assertThat(row().riseAskedBy()).isEqualTo("operator");
  }

  @Test
  void outOfActiveANewWarmupBegins() {
    store.engineDo(() -> overrides().activate(locked(), new DailyCap(700), ASKED, false));
    assertThat(row().state()).isEqualTo(IpState.ACTIVE);
    assertThat(row().completedAt()).isEqualTo(NOW);
    assertThat(row().dailyQuota()).isEqualTo(700);

    warm(700);

    assertThat(row().state()).isEqualTo(IpState.WARMING);
    assertThat(row().step()).isEqualTo(3);
    assertThat(row().warmupId()).isNotEqualTo(ip.warmupId());
    assertThat(row().completedAt()).isNull();
  }

  @Test
  void standbyKeepsStateAndStepAndNoDayCounts() {
    store.engineDo(() -> overrides().standBy(locked(), ASKED));
    assertThat(row().state()).isEqualTo(IpState.STANDBY);
    assertThat(row().previousState()).isEqualTo(IpState.WARMING);
    assertThat(store.engine(() -> overrides().standBy(locked(), ASKED))).isFalse();
    assertThat(store.engine(() -> store.bean(UncountedTimes.class).of(ip.id()))).hasSize(1);

    warm(50);

    assertThat(row().state()).isEqualTo(IpState.WARMING);
    assertThat(row().previousState()).isNull();
    assertThat(store.engine(() -> store.bean(UncountedTimes.class).of(ip.id())))
        .allSatisfy(stop -> assertThat(stop.to()).isNotNull());
  }

  @Test
  void aRetiredOneMovesNowhereAndDrainsOnce() {
    store.engineDo(() -> store.bean(IpMoves.class).retire(locked(), ASKED));
    assertThat(store.engine(() -> store.bean(IpIntents.class).lock(ip.address()))).isEmpty();
    assertThat(store.engine(() -> store.ips().findRendered(server.id()))).hasSize(1);
    assertThat(store.engine(() -> store.bean(IpMoves.class).drained(ip.id(), ASKED))).isTrue();
    assertThat(store.engine(() -> store.bean(IpMoves.class).drained(ip.id(), ASKED))).isFalse();
    assertThat(store.engine(() -> store.ips().findRendered(server.id()))).isEmpty();
    assertThat(store.engine(() -> store.ips().findRemovableVmtas(server.id())))
        .containsExactly(ip.vmta());
  }

  @Test
  void refusesWhatTheStateDoesNotKnow() {
    store.engineDo(() -> store.bean(IpMoves.class).finish(locked(), ASKED));
    assertThatThrownBy(
            () -> store.engineDo(() -> store.bean(IpMoves.class).finish(locked(), ASKED)))
        .isInstanceOfSatisfying(
            IntentRefused.class,
            refused -> assertThat(refused.kind()).isEqualTo(IntentRefused.Kind.CONFLICT));
  }

  private boolean warm(int quota) {
    return store.engine(() -> overrides().warm(locked(), new DailyCap(quota), ASKED, false));
  }

  private IpOverrides overrides() {
    return store.bean(IpOverrides.class);
  }

  private IpIntents.Locked locked() {
    return store.bean(IpIntents.class).lock(ip.address()).orElseThrow();
  }

  private SendingIpRow row() {
    return store.engine(() -> store.ips().findById(ip.id()).orElseThrow());
  }
}
