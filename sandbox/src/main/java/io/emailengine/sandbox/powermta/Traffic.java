package io.emailengine.sandbox.powermta;

import io.emailengine.sandbox.grammar.PowerMtaConfig;
import io.emailengine.sandbox.grammar.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The mail that passes through PowerMTA, computed in steps of a ninety-sixth of a day when somebody
 * asks. What comes out depends only on the clock, the configurations and the pauses, never on when
 * it was asked.
 */
final class Traffic {
  private static final int TICKS_PER_DAY = 96;

  /** A host that nobody asked for longer starts afresh rather than reckon years. */
  private static final long MOST_TICKS = 400L * TICKS_PER_DAY;

  private static final int DAYS_KEPT = 400;

  private static final Duration BOUNCE_AFTER = Duration.ofDays(4).plusHours(12);

  /** Ten recipients in a row go to these. */
  private static final List<String> DOMAINS =
      List.of(
          "gmail.com",
          "yahoo.com",
          "gmail.com",
          "outlook.com",
          "gmail.com",
          "gmail.com",
          "yahoo.com",
          "gmail.com",
          "outlook.com",
          "example.com");

  private static final Set<String> DISTINCT_DOMAINS = Set.copyOf(DOMAINS);

  private final SimulatedDay calendar;
  private final CounterMode mode;
  private final Sender sender;
  private final long dayNanos;
  private final Pauses pauses;
  private final Map<QueueName, Backlog> queues = new LinkedHashMap<>();
  private final Map<String, RateCounter> counters = new HashMap<>();
  private final Map<String, Long> injected = new HashMap<>();
  private final Map<String, Integer> turns = new HashMap<>();
  private final TreeMap<Long, Map<String, Long>> sentByDay = new TreeMap<>();
  private final Map<QueueName, Long> ages = new HashMap<>();
  private final Map<String, Optional<Rate>> rates = new HashMap<>();
  private PowerMtaConfig config = PowerMtaConfig.none();
  private long nextTick;
  private boolean halted;
  private long withoutVmta;
  private long byAge;

  Traffic(SimulatedDay calendar, CounterMode mode, Sender sender, Pauses pauses, Instant start) {
    this.calendar = calendar;
    this.mode = mode;
    this.sender = sender;
    this.pauses = pauses;
    this.dayNanos = calendar.length().toNanos();
    this.nextTick = tickOf(start);
  }

  private long tickOf(Instant instant) {
    long nanos = SimulatedDay.nanos(instant);
    long intoDay = Math.floorMod(nanos, dayNanos);
    // The last step of the day that starts at or before the instant.
    long step = ((intoDay + 1) * TICKS_PER_DAY - 1) / dayNanos;
    return Math.floorDiv(nanos, dayNanos) * TICKS_PER_DAY + step;
  }

  /** Steps never straddle two days, whatever the length of a day. */
  private Instant startOf(long tick) {
    long day = Math.floorDiv(tick, TICKS_PER_DAY);
    long step = Math.floorMod(tick, TICKS_PER_DAY);
    return Instant.EPOCH.plusNanos(day * dayNanos + step * dayNanos / TICKS_PER_DAY);
  }

  /** Lets all mail pass whose time has come. */
  void advance(Instant now) {
    long end = tickOf(now);
    nextTick = halted ? Math.max(nextTick, end) : Math.max(nextTick, end - MOST_TICKS);
    while (nextTick < end) {
      step(nextTick++);
    }
    while (sentByDay.size() > DAYS_KEPT) {
      sentByDay.pollFirstEntry();
    }
  }

  /** Lets no mail pass until there is a configuration again; what is queued stays. */
  void halt(Instant now) {
    advance(now);
    halted = true;
  }

  /** Forgets what was counted against the rates. */
  void resetCounters(Instant now) {
    advance(now);
    counters.values().forEach(counter -> counter.reset(now));
  }

  /** Goes on under another configuration; mail of virtual MTAs that are gone bounces. */
  void use(PowerMtaConfig next, Instant now) {
    advance(now);
    halted = false;
    config = next;
    turns.clear();
    ages.clear();
    rates.clear();
    queues
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !next.virtualMtas().contains(entry.getKey().vmta());
              withoutVmta += gone ? entry.getValue().size() : 0;
              return gone;
            });
    counters.values().forEach(counter -> counter.reloadedAt(now));
  }

  private void step(long tick) {
    Instant at = startOf(tick);
    inject(tick);
    Map<String, List<QueueName>> byVmta = new LinkedHashMap<>();
    queues.forEach(
        (name, backlog) -> byVmta.computeIfAbsent(name.vmta(), v -> new ArrayList<>()).add(name));
    byVmta.forEach((vmta, names) -> send(vmta, names, at));
    queues.forEach(
        (name, backlog) ->
            byAge += backlog.dropOlderThan(tick - maximumAge(name) / (dayNanos / TICKS_PER_DAY)));
  }

  private long maximumAge(QueueName queue) {
    return ages.computeIfAbsent(
        queue,
        name -> {
          String text =
              config.queueSettings(name.domain(), name.vmta()).getOrDefault("bounce-after", "");
          return calendar.scaled(Intervals.parse(text).orElse(BOUNCE_AFTER)).toNanos();
        });
  }

  private void inject(long tick) {
    if (sender.messagesPerDay() == 0) {
      return;
    }
    Map<String, Boolean> inPool = new HashMap<>();
    config
        .pools()
        .forEach(
            (pool, members) -> {
              members.forEach(member -> inPool.put(member, true));
              long arriving = 0;
              for (String member : members) {
                arriving += arriving(member, tick);
              }
              int turn = turns.getOrDefault(pool, 0);
              for (int i = 0; i < members.size(); i++) {
                // Strict round robin: whoever's turn it is gets the remainder first.
                String member = members.get((turn + i) % members.size());
                long share = arriving / members.size() + (i < arriving % members.size() ? 1 : 0);
                enqueue(member, share, tick);
              }
              if (!members.isEmpty()) {
                turns.put(pool, (int) ((turn + arriving) % members.size()));
              }
            });
    for (String vmta : config.virtualMtas()) {
      if (!inPool.containsKey(vmta)) {
        enqueue(vmta, arriving(vmta, tick), tick);
      }
    }
  }

  private long arriving(String vmta, long tick) {
    long cap = rate(vmta).map(Rate::perDay).orElse(0L);
    long daily = Math.max(sender.messagesPerDay(), cap * 2);
    long k = Math.floorMod(tick, TICKS_PER_DAY);
    return daily * (k + 1) / TICKS_PER_DAY - daily * k / TICKS_PER_DAY;
  }

  private Optional<Rate> rate(String vmta) {
    return rates.computeIfAbsent(vmta, config::messageRate);
  }

  private void enqueue(String vmta, long offered, long tick) {
    Optional<Rate> rate = rate(vmta);
    long recipients = offered;
    if (sender.holdsBack() && rate.isPresent()) {
      recipients = Math.min(offered, Math.max(0, 2 * rate.get().perDay() - waiting(vmta)));
    }
    long first = injected.merge(vmta, recipients, Long::sum) - recipients;
    long rounds = recipients / DOMAINS.size();
    for (int i = 0; i < DOMAINS.size(); i++) {
      long turn = Math.floorMod(i - first, DOMAINS.size());
      long share = rounds + (turn < recipients % DOMAINS.size() ? 1 : 0);
      if (share > 0) {
        queues
            .computeIfAbsent(new QueueName(DOMAINS.get(i), vmta), q -> new Backlog())
            .add(tick, share);
      }
    }
  }

  private void send(String vmta, List<QueueName> names, Instant at) {
    RateCounter counter = counters.computeIfAbsent(vmta, v -> new RateCounter(mode, calendar));
    long left = rate(vmta).map(rate -> counter.left(rate, at)).orElse(Long.MAX_VALUE);
    long total = 0;
    for (QueueName name : names) {
      Backlog backlog = queues.get(name);
      if (backlog != null && !pauses.isPaused(name)) {
        total += backlog.take(left - total);
      }
    }
    counter.add(at, total);
    if (total > 0) {
      sentByDay
          .computeIfAbsent(calendar.dayOf(at), d -> new HashMap<>())
          .merge(vmta, total, Long::sum);
    }
  }

  long waiting(String vmta) {
    long waiting = 0;
    for (String domain : DISTINCT_DOMAINS) {
      Backlog backlog = queues.get(new QueueName(domain, vmta));
      waiting += backlog == null ? 0 : backlog.size();
    }
    return waiting;
  }

  /** The queues that hold mail, with how many recipients. */
  Map<QueueName, Long> queues() {
    Map<QueueName, Long> sizes = new LinkedHashMap<>();
    queues.forEach(
        (name, backlog) -> {
          if (backlog.size() > 0) {
            sizes.put(name, backlog.size());
          }
        });
    return sizes;
  }

  /** Whether the rate of a virtual MTA is used up at an instant. */
  boolean isUsedUp(String vmta, Instant now) {
    RateCounter counter = counters.get(vmta);
    return counter != null && rate(vmta).map(rate -> counter.left(rate, now) == 0).orElse(false);
  }

  TrafficReport report() {
    Map<String, Long> waiting = new HashMap<>();
    queues().forEach((queue, size) -> waiting.merge(queue.vmta(), size, Long::sum));
    return new TrafficReport(sentByDay, waiting, withoutVmta, byAge);
  }
}
