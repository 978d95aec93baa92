package io.emailengine.store.intent;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.store.ip.DecisionRow;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.outbox.OutboxTopic;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.store.testing.TestRows;
import io.emailengine.workflows.model.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IpIntentsTest {
  private static final AtomicInteger NEXT = new AtomicInteger(1);
  private static final Instant NOW = TestRows.NOW.plusSeconds(60);

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
        });
  }

  @Test
  void stopsAnIpUrgentlyAndWakesBothWorkflows() {
    assertThat(pause("noise", null, null)).isTrue();

    assertThat(decisions()).extracting(DecisionRow::kind).containsExactly("pause");
    assertThat(row().intentSeq()).isEqualTo(2);
    assertThat(row().riseAskedBy()).isNull();
    assertThat(serverRow().urgent()).isTrue();
    assertThat(bumps()).isEqualTo(1);
    assertThat(open(OutboxTopic.WAKE_IP, ip.address())).isEqualTo(1);
    assertThat(open(OutboxTopic.WAKE_SERVER, server.name())).isEqualTo(1);
    assertThat(lying()).isEqualTo(1);
  }

  @Test
  void writesARetriedPauseOnce() {
    assertThat(pause("noise", "r1", null)).isTrue();
    assertThat(pause("noise", "r1", null)).isFalse();

    assertThat(decisions()).hasSize(1);
    assertThat(bumps()).isEqualTo(1);
  }

  @Test
  void letsAPersonsResumeRiseAtOnce() {
    pause("noise", null, null);

    assertThat(resume(null)).isTrue();

    assertThat(row().riseAskedBy()).isEqualTo("operator");
    assertThat(lying()).isZero();
    assertThat(decisions()).extracting(DecisionRow::kind).containsExactly("pause", "resume");
  }

  @Test
  void liftsNothingThatWasLaidAfterTheSignalWasFirstCarriedOut() {
    assertThat(resume("r2")).isFalse();
    pause("later", null, null);

    assertThat(resume("r2")).isFalse();

    assertThat(lying()).isEqualTo(1);
  }

  @Test
  void ignoresAResumeWithNothingToLift() {
    assertThat(resume(null)).isFalse();

    assertThat(decisions()).isEmpty();
    assertThat(bumps()).isZero();
  }

  @Test
  void endsAPauseWhoseTimeIsOverOnceAndAsTheEngine() {
    pause("weekend", null, NOW.plusSeconds(10));

    assertThat(expire(NOW.plusSeconds(9))).isFalse();
    assertThat(expire(NOW.plusSeconds(10))).isTrue();
    assertThat(expire(NOW.plusSeconds(11))).isFalse();

    assertThat(decisions()).extracting(DecisionRow::kind).containsExactly("pause", "resume");
    assertThat(decisions().get(1).actor()).isEqualTo("engine");
    assertThat(row().riseAskedBy()).isNull();
    assertThat(bumps()).isEqualTo(2);
  }

  private boolean pause(String reason, @Nullable String requestId, @Nullable Instant until) {
    return store.engine(
        () -> {
          IpIntents intents = store.bean(IpIntents.class);
          return intents.pause(
              intents.lock(ip.address()).orElseThrow(),
              new Asked(Actor.OPERATOR, reason, requestId, NOW),
              until);
        });
  }

  private boolean resume(@Nullable String requestId) {
    return store.engine(
        () -> {
          IpIntents intents = store.bean(IpIntents.class);
          return intents.resume(
              intents.lock(ip.address()).orElseThrow(),
              new Asked(Actor.OPERATOR, null, requestId, NOW.plusSeconds(1)),
              false);
        });
  }

  private boolean expire(Instant now) {
    return store.engine(
        () -> {
          IpIntents intents = store.bean(IpIntents.class);
          return intents.expire(intents.lock(ip.address()).orElseThrow(), now);
        });
  }

  private List<DecisionRow> decisions() {
    return store.engine(() -> store.decisions().findByIp(ip.id()));
  }

  private SendingIpRow row() {
    return store.engine(() -> store.ips().findByAddress(ip.address()).orElseThrow());
  }

  /** How often the server's intent has changed. */
  private long bumps() {
    return serverRow().desiredGen() - server.desiredGen();
  }

  private ServerRow serverRow() {
    return store.engine(() -> store.servers().findByName(server.name()).orElseThrow());
  }

  private long open(OutboxTopic topic, String key) {
    return store.engine(() -> store.outbox().countOpen(topic, key));
  }

  private int lying() {
    return store.engine(() -> store.holds().findLying(ip.id(), NOW.plusSeconds(2)).size());
  }
}
