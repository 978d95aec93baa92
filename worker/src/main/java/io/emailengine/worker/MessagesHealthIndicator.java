package io.emailengine.worker;

import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Says whether messages reach people. Never down: a mute engine still does its work. */
final class MessagesHealthIndicator implements HealthIndicator {
  private final MessageChannel channel;
  private final MessageRelay relay;

  MessagesHealthIndicator(MessageChannel channel, MessageRelay relay) {
    this.channel = channel;
    this.relay = relay;
  }

  @Override
  public Health health() {
    Health.Builder health = Health.up().withDetail("channel", channel.name());
    Optional<String> broken = relay.broken();
    return broken
        .map(error -> health.withDetail("state", "broken").withDetail("error", error))
        .orElseGet(() -> health.withDetail("state", "ok"))
        .build();
  }
}
