package io.emailengine.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The worker's own metrics; those of Temporal begin with {@code temporal_}.
 *
 * <ul>
 *   <li>{@code email_engine_divergent_rows}: rows that should have a running workflow and were
 *       found without one, not yet mended. Target 0.
 *   <li>{@code email_engine_oldest_divergence_seconds}: age of the oldest of them. Target: under
 *       two periods of the reconciler.
 *   <li>{@code email_engine_overdue}: rows whose workflow runs but has not looked when it said it
 *       would. Target 0.
 *   <li>{@code email_engine_outbox_open}: wishes that are due and not yet carried out.
 *   <li>{@code email_engine_outbox_oldest_seconds}: age of the oldest of them.
 *   <li>{@code email_engine_ips} (tag {@code state}): sending IPs that are not retired.
 *   <li>{@code email_engine_servers} (tag {@code state}): PowerMTA hosts.
 *   <li>{@code email_engine_workflow_starts_total}: workflows that the reconciler had to start.
 *   <li>{@code email_engine_channel_broken}: 1 while messages can't reach people by the channel
 *       that is configured.
 *   <li>{@code email_engine_messages_sent_total}: messages that have reached a channel.
 * </ul>
 */
final class WorkerMetrics {
  private static final String PREFIX = "email_engine_";

  private final AtomicLong divergent = new AtomicLong();
  private final AtomicLong oldestDivergence = new AtomicLong();
  private final AtomicLong overdue = new AtomicLong();
  private final AtomicLong outboxOpen = new AtomicLong();
  private final AtomicLong outboxOldest = new AtomicLong();
  private final AtomicLong channelBroken = new AtomicLong();
  private final Counter starts;
  private final Counter sent;
  private final MultiGauge ips;
  private final MultiGauge servers;

  WorkerMetrics(MeterRegistry registry) {
    gauge(registry, "divergent_rows", divergent);
    gauge(registry, "oldest_divergence_seconds", oldestDivergence);
    gauge(registry, "overdue", overdue);
    gauge(registry, "outbox_open", outboxOpen);
    gauge(registry, "outbox_oldest_seconds", outboxOldest);
    gauge(registry, "channel_broken", channelBroken);
    starts = registry.counter(PREFIX + "workflow_starts");
    sent = registry.counter(PREFIX + "messages_sent");
    ips = MultiGauge.builder(PREFIX + "ips").register(registry);
    servers = MultiGauge.builder(PREFIX + "servers").register(registry);
  }

  private static void gauge(MeterRegistry registry, String name, AtomicLong value) {
    Gauge.builder(PREFIX + name, value, AtomicLong::doubleValue).register(registry);
  }

  void divergence(long rows, long oldestSeconds) {
    divergent.set(rows);
    oldestDivergence.set(oldestSeconds);
  }

  long divergentRows() {
    return divergent.get();
  }

  void overdue(long rows) {
    overdue.set(rows);
  }

  long overdueRows() {
    return overdue.get();
  }

  void outbox(long open, long oldestSeconds) {
    outboxOpen.set(open);
    outboxOldest.set(oldestSeconds);
  }

  void states(Map<String, Long> ipStates, Map<String, Long> serverStates) {
    ips.register(rows(ipStates), true);
    servers.register(rows(serverStates), true);
  }

  private static Iterable<MultiGauge.Row<?>> rows(Map<String, Long> states) {
    return states.entrySet().stream()
        .<MultiGauge.Row<?>>map(
            state -> MultiGauge.Row.of(Tags.of("state", state.getKey()), state.getValue()))
        .toList();
  }

  void workflowStarted() {
    starts.increment();
  }

  void channelBroken(boolean broken) {
    channelBroken.set(broken ? 1 : 0);
  }

  void messagesSent(int count) {
    sent.increment(count);
  }
}
