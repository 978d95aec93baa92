package io.emailengine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.activities.telegram.Delivery;
import io.emailengine.activities.telegram.TelegramText.Numbered;
import io.emailengine.store.outbox.Message;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.outbox.OutboxTopic;
import io.emailengine.store.testing.StoreTestContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MessageRelayTest {
  @RegisterExtension
  static final StoreTestContext store = StoreTestContext.withDay(Duration.ofDays(1));

  private final MovingClock clock = new MovingClock();
  private final Scripted channel = new Scripted();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private MessageRelay relay;

  private static final class MovingClock extends Clock {
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Takes one message at a time and answers as told; unscripted ones arrive. */
  private static final class Scripted implements MessageChannel {
    private final Queue<Delivery> script = new ArrayDeque<>();
    private final List<String> arrived = new ArrayList<>();
    private int calls;

    @Override
    public String name() {
      return "scripted";
    }

    @Override
    public Pace pace() {
      return new Pace(Duration.ofSeconds(1), 20);
    }

    @Override
    public Result send(List<Numbered> messages) {
      calls++;
      Delivery delivery = script.isEmpty() ? new Delivery.Sent() : script.remove();
      if (delivery instanceof Delivery.Sent) {
        arrived.add(messages.get(0).message().title());
      }
      return new Result(1, delivery);
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void create() {
    store.engineDo(() -> store.jdbc().sql("DELETE FROM outbox").update());
    relay =
        new MessageRelay(
            store.transactions(), store.outbox(), channel, new WorkerMetrics(registry), clock);
  }

  private void tell(String... titles) {
    store.engineDo(
        () -> {
          for (String title : titles) {
            Message message = new Message(Message.Severity.INFO, title, List.of());
            store.outbox().insert(OutboxRow.message(title, message, clock.instant()));
          }
        });
  }

  private OutboxRow row(String title) {
    return store.engine(() -> store.outbox().find(OutboxTopic.MESSAGE, title).get(0));
  }

  private void runFor(Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      relay.run();
      clock.pass(Duration.ofSeconds(1));
    }
  }

  @Test
  void keepsTheOrderAndADistanceOfASecond() {
    tell("a", "b", "c");

    relay.run();
    relay.run();
    assertThat(channel.arrived).containsExactly("a");

    runFor(Duration.ofSeconds(3));
    assertThat(channel.arrived).containsExactly("a", "b", "c");
    assertThat(row("c").doneAt()).isNotNull();
  }

  @Test
  void letsNothingOvertakeWhileTheChatMustBeLeftAlone() {
    tell("a", "b");
    channel.script.add(new Delivery.Later(Duration.ofSeconds(34), "429"));

    relay.run();
    tell("c");
    runFor(Duration.ofSeconds(33));
    assertThat(channel.calls).isEqualTo(1);
    assertThat(row("a").lastError()).isEqualTo("429");

    runFor(Duration.ofSeconds(10));
    assertThat(channel.arrived).containsExactly("a", "b", "c");
  }

  @Test
  void triesAgainWithGrowingPauses() {
    tell("a");
    for (int i = 0; i < 4; i++) {
      channel.script.add(new Delivery.Later(Duration.ZERO, "502"));
    }

    runFor(Duration.ofSeconds(14));
    assertThat(channel.arrived).isEmpty();
    runFor(Duration.ofSeconds(6));
    assertThat(channel.arrived).containsExactly("a");
  }

  @Test
  void keepsEverythingWhileTheChannelIsBroken() {
    tell("a", "b");
    channel.script.add(new Delivery.Broken("Telegram answered 401 Unauthorized"));

    relay.run();

    assertThat(relay.broken()).contains("Telegram answered 401 Unauthorized");
    assertThat(registry.get("email_engine_channel_broken").gauge().value()).isEqualTo(1);
    assertThat(row("a").doneAt()).isNull();
    assertThat(row("b").lastError()).contains("401");

    runFor(Duration.ofMinutes(10).plusSeconds(5));
    assertThat(channel.arrived).containsExactly("a", "b");
    assertThat(relay.broken()).isEmpty();
  }

  @Test
  void goesOnPastATextThatIsRefused() {
    tell("a", "b");
    channel.script.add(new Delivery.Refused("too odd"));

    runFor(Duration.ofSeconds(3));

    assertThat(channel.arrived).containsExactly("b");
    assertThat(row("a").lastError()).isEqualTo("too odd");
    assertThat(row("a").doneAt()).isNull();
  }

  @Test
  void sendsAtMostTwentyTextsAMinute() {
    tell(
        java.util.stream.IntStream.rangeClosed(1, 30)
            .mapToObj(n -> "m" + n)
            .toArray(String[]::new));

    runFor(Duration.ofSeconds(59));
    assertThat(channel.calls).isEqualTo(20);
    runFor(Duration.ofSeconds(30));
    assertThat(channel.arrived).hasSize(30);
  }

  @Test
  void givesBackWhatItHasClaimedWhenItStops() {
    tell("a", "b");
    relay.run();

    relay.release();

    assertThat(row("b").doneAt()).isNull();
    assertThat(row("b").notBefore()).isEqualTo(clock.instant());
  }
}
