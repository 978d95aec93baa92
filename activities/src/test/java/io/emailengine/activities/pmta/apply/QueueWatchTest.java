package io.emailengine.activities.pmta.apply;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.sandbox.powermta.Sender;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.outbox.Message;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.outbox.OutboxTopic;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.HostRequestKind;
import io.emailengine.store.server.HostRequestRow;
import io.emailengine.store.server.OverrideRequest;
import io.emailengine.store.server.OverrideRequest.Wish;
import io.emailengine.store.server.Queues;
import io.emailengine.store.testing.StoreTestContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** People are told in time of mail that would bounce, once each, and what they can do. */
class QueueWatchTest {
  @RegisterExtension
  static final StoreTestContext STORE = StoreTestContext.withDay(Duration.ofDays(1));

  @TempDir Path folder;
  private HostFixture fixture;

  @AfterEach
  void end() {
    fixture.close();
  }

  @Test
  void tellsOfMailBehindAStopAtHalfAndAtFourFifthsOfItsTime() {
    fixture = new HostFixture(STORE, folder).adopted();
    SendingIpRow ip = fixture.warm(10);
    fixture.apply();
    later(Duration.ofHours(8));
    fixture.pause(ip);
    fixture.apply();

    later(Duration.ofHours(53));
    fixture.observe();
    assertThat(titles("queue-age")).isEmpty();
    later(Duration.ofHours(2));
    fixture.observe();
    fixture.observe();
    assertThat(titles("queue-age")).containsExactly("Mail waits behind a stop: " + ip.address());
    later(Duration.ofHours(33));
    fixture.observe();

    assertThat(messages("queue-age"))
        .extracting(Message::severity)
        .containsExactly(Message.Severity.WARNING, Message.Severity.CRITICAL);
    assertThat(messages("queue-age").get(0).lines().get(2)).contains("resume", "delete");
  }

  @Test
  void tellsOnceOfMoreThanCanBeSentInTime() {
    fixture =
        new HostFixture(STORE, folder, options -> options.withSender(new Sender(2_000, false)))
            .adopted();
    SendingIpRow ip = fixture.warm(10);
    fixture.apply();
    later(Duration.ofHours(12));
    fixture.observe();
    fixture.observe();

    assertThat(titles("backlog")).containsExactly("backlog-will-bounce: " + ip.address());
    assertThat(STORE.engine(() -> STORE.bean(Queues.class).lastRead(fixture.serverId())))
        .hasValueSatisfying(read -> assertThat(read.queued()).isGreaterThan(112));
  }

  @Test
  void aLowerCapIsJudgedByWhatIsQueuedNowAndAStopPasses() {
    fixture =
        new HostFixture(STORE, folder, options -> options.withSender(new Sender(2_000, false)))
            .adopted();
    SendingIpRow ip = fixture.warm(10);
    fixture.apply();
    fixture.observe();
    later(Duration.ofHours(12));

    HostRequestRow lower = put(new Wish(ip.address(), 40, "warming"));
    assertThat(lower.status()).as("%s", lower.answer()).isEqualTo(422);
    assertThat(requireNonNull(lower.answer()).as(HostProblem.class).type())
        .isEqualTo("backlog-will-bounce");
    assertThat(fixture.ip(ip).dailyQuota()).isEqualTo(50);

    HostRequestRow stop = put(new Wish(ip.address(), 50, "standby"));
    assertThat(stop.status()).as("%s", stop.answer()).isEqualTo(200);
  }

  private HostRequestRow put(Wish wish) {
    return fixture.serve(
        fixture.ask(HostRequestKind.OVERRIDE, new OverrideRequest(List.of(wish), false, false)));
  }

  private void later(Duration by) {
    Instant now = fixture.clock.instant();
    fixture.clock.set(now.plus(by));
  }

  private List<String> titles(String what) {
    return messages(what).stream().map(Message::title).toList();
  }

  private List<Message> messages(String what) {
    return STORE.engine(
        () ->
            STORE
                .bean(JdbcClient.class)
                .sql(
                    "SELECT DISTINCT key, min(id) FROM outbox WHERE topic = 'message' AND key LIKE :key"
                        + " GROUP BY key ORDER BY min(id)")
                .param("key", "queue/" + fixture.ref.server() + "/%/" + what + "%")
                .query((row, n) -> row.getString("key"))
                .list()
                .stream()
                .flatMap(key -> STORE.outbox().find(OutboxTopic.MESSAGE, key).stream())
                .map(OutboxRow::payload)
                .map(payload -> payload.as(Message.class))
                .toList());
  }
}
