package io.emailengine.sandbox.powermta;

import io.emailengine.sandbox.fault.Deadline;
import io.emailengine.sandbox.fault.Fault;
import io.emailengine.sandbox.fault.Faults;
import io.emailengine.sandbox.grammar.ConfigException;
import io.emailengine.sandbox.grammar.ConfigFiles;
import io.emailengine.sandbox.grammar.Dialect;
import io.emailengine.sandbox.grammar.PmtaVersion;
import io.emailengine.sandbox.grammar.PowerMtaConfig;
import io.emailengine.sandbox.grammar.SourceHost;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;

/**
 * The daemon. Its configuration lives in memory; only a start and a good reload take the disk's.
 * Pauses are lost when it starts again: the worst that is not ruled out. Queued mail is not.
 */
public final class PowerMta {
  /** Where the configuration starts. */
  public static final String CONFIG = "/etc/pmta/config";

  private static final String MARKER = "generation.email-engine.invalid";

  private final ConfigFiles files;
  private final Clock clock;
  private final Faults faults;
  private final EventJournal journal;
  private final SimulatedDay calendar;
  private PowerMtaConfig config = PowerMtaConfig.none();
  private boolean up;
  private Instant startedAt = Instant.EPOCH;
  private Instant loadedAt = Instant.EPOCH;
  private final Dialect dialect;
  private final Pauses pauses = new Pauses();
  private final Traffic traffic;
  private int reloads;

  public PowerMta(
      ConfigFiles files,
      Clock clock,
      Faults faults,
      EventJournal journal,
      SimulatedDay calendar,
      CounterMode mode,
      Sender sender,
      Dialect dialect) {
    this.files = files;
    this.clock = clock;
    this.faults = faults;
    this.journal = journal;
    this.calendar = calendar;
    this.dialect = dialect;
    this.traffic = new Traffic(calendar, mode, sender, pauses, clock.instant());
  }

  /**
   * Ends the daemon and starts it again on what the disk holds; a bad configuration keeps it down.
   */
  public void restart() {
    HostEvent event;
    synchronized (this) {
      Instant now = clock.instant();
      PowerMtaConfig before = config;
      config = PowerMtaConfig.none();
      traffic.halt(now);
      pauses.forget();
      try {
        PowerMtaConfig loaded = load();
        up = true;
        // It is shown in whole seconds, and no two starts are the same one.
        Instant next = startedAt.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        startedAt = now.isBefore(next) ? next : now;
        event = take(loaded, before, HostEvent.Kind.STARTED, "PowerMTA started", now);
      } catch (ConfigException e) {
        up = false;
        event = plain(HostEvent.Kind.START_FAILED, "PowerMTA did not start: " + e.getMessage());
      }
    }
    journal.add(event);
  }

  private PowerMtaConfig load() throws ConfigException {
    return PowerMtaConfig.load(files, CONFIG, dialect);
  }

  /** Forgets all that was counted against rates, as no document rules out at any time. */
  public void resetCounters() {
    synchronized (this) {
      traffic.resetCounters(clock.instant());
    }
    journal.add(plain(HostEvent.Kind.COUNTERS_RESET, "counters reset"));
  }

  private HostEvent take(
      PowerMtaConfig loaded, PowerMtaConfig before, HostEvent.Kind kind, String text, Instant now) {
    config = loaded;
    loadedAt = now;
    traffic.use(loaded, now);
    List<CapChange> changes = changes(before, loaded);
    return new HostEvent(
        now, kind, text + (changes.isEmpty() ? "" : ": " + join(changes)), changes);
  }

  private HostEvent plain(HostEvent.Kind kind, String text) {
    return new HostEvent(clock.instant(), kind, text, List.of());
  }

  private static String join(List<CapChange> changes) {
    List<String> words = new ArrayList<>();
    changes.forEach(change -> words.add(change.toString()));
    return String.join(", ", words);
  }

  private static List<CapChange> changes(PowerMtaConfig before, PowerMtaConfig after) {
    Set<String> names = new LinkedHashSet<>(before.virtualMtas());
    names.addAll(after.virtualMtas());
    List<CapChange> changes = new ArrayList<>();
    for (String name : names) {
      String from = cap(before, name);
      String to = cap(after, name);
      if (!from.equals(to)) {
        changes.add(new CapChange(name, from, to));
      }
    }
    return changes;
  }

  private static String cap(PowerMtaConfig config, String vmta) {
    if (!config.virtualMtas().contains(vmta)) {
      return CapChange.ABSENT;
    }
    return config.messageRate(vmta).map(rate -> Long.toString(rate.perDay())).orElse("unlimited");
  }

  /**
   * Reads the disk's configuration without running it.
   *
   * @return what is wrong with it, or nothing
   */
  Optional<String> test() {
    Optional<String> problem;
    try {
      load();
      problem =
          faults.isOn(Fault.TEST_FAILS)
              ? Optional.of("Error in line 1 of " + CONFIG + ": simulated fault")
              : Optional.empty();
    } catch (ConfigException e) {
      problem = Optional.of(String.valueOf(e.getMessage()));
    }
    journal.add(
        problem
            .map(text -> plain(HostEvent.Kind.TEST_FAILED, text))
            .orElseGet(() -> plain(HostEvent.Kind.TESTED, "configuration tested")));
    return problem;
  }

  /**
   * Takes the disk's configuration into memory, or keeps the one that runs.
   *
   * @return why not, or nothing; nothing as well when the fault {@link Fault#RELOAD_LIES} is on or
   *     when the deadline passed in {@link Fault#RELOAD_HANGS}
   */
  Optional<String> reload(Deadline deadline) {
    if (!faults.awaitOff(Fault.RELOAD_HANGS, deadline)) {
      journal.add(plain(HostEvent.Kind.RELOAD_FAILED, "reload hung"));
      return Optional.of("reload timed out");
    }
    if (faults.isOn(Fault.RELOAD_FAILS)) {
      journal.add(plain(HostEvent.Kind.RELOAD_FAILED, "reload failed"));
      return Optional.of("Failed to reload configuration: simulated fault");
    }
    if (faults.isOn(Fault.RELOAD_LIES)) {
      journal.add(plain(HostEvent.Kind.RELOAD_FAILED, "reload did nothing and said it had"));
      return Optional.empty();
    }
    HostEvent event;
    Optional<String> problem = Optional.empty();
    synchronized (this) {
      try {
        PowerMtaConfig loaded = load();
        reloads++;
        event =
            take(
                loaded, config, HostEvent.Kind.RELOADED, "configuration reloaded", clock.instant());
      } catch (ConfigException e) {
        problem = Optional.of(String.valueOf(e.getMessage()));
        event = plain(HostEvent.Kind.RELOAD_FAILED, "reload refused: " + e.getMessage());
      }
    }
    journal.add(event);
    return problem;
  }

  /** Starts a daemon that is down, as its watchdog does time and again; says whether it runs. */
  boolean ensureUp() {
    boolean down;
    synchronized (this) {
      down = !up;
      if (down && !loads()) {
        return false;
      }
    }
    if (down) {
      restart();
    }
    synchronized (this) {
      return up;
    }
  }

  private boolean loads() {
    try {
      load();
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }

  void pause(QueueName pattern, boolean paused) {
    synchronized (this) {
      traffic.advance(clock.instant());
      pauses.say(pattern, paused);
    }
    journal.add(
        plain(
            paused ? HostEvent.Kind.PAUSED : HostEvent.Kind.RESUMED,
            "queue " + pattern + (paused ? " paused" : " resumed")));
  }

  /** What runs now. */
  public synchronized RunningConfiguration running() {
    Map<String, RunningVmta> vmtas = new LinkedHashMap<>();
    for (String name : config.virtualMtas()) {
      Set<String> pools = new LinkedHashSet<>(config.poolsOf(name));
      List<String> sources = config.sources(name).stream().map(SourceHost::address).toList();
      OptionalLong cap =
          config
              .messageRate(name)
              .map(rate -> OptionalLong.of(rate.perDay()))
              .orElse(OptionalLong.empty());
      vmtas.put(name, new RunningVmta(name, cap, sources, pools, pauses.isWhollyPaused(name)));
    }
    return new RunningConfiguration(up, loadedAt, vmtas, config.pools(), generation());
  }

  private OptionalLong generation() {
    String text = config.literalSetting(MARKER, "max-errors-per-connection").orElse("");
    return text.matches("\\d+") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  /** How often a reload took a configuration into memory since this object was made. */
  public synchronized int reloads() {
    return reloads;
  }

  /** What became of the mail up to now. */
  public synchronized TrafficReport traffic() {
    traffic.advance(clock.instant());
    return traffic.report();
  }

  synchronized boolean isDefined(String vmta) {
    return config.virtualMtas().contains(vmta) || config.pools().containsKey(vmta);
  }

  synchronized List<String> virtualMtas() {
    return List.copyOf(config.virtualMtas());
  }

  synchronized SortedMap<String, String> virtualMtaSettings(String vmta) {
    return config.virtualMtaSettings(vmta);
  }

  synchronized SortedMap<String, String> queueSettings(String domain, String vmta) {
    return config.queueSettings(domain, vmta);
  }

  synchronized List<QueueStatus> queues() {
    traffic.advance(clock.instant());
    List<QueueStatus> all = new ArrayList<>();
    traffic
        .queues()
        .forEach(
            (name, recipients) ->
                all.add(
                    new QueueStatus(
                        name,
                        recipients,
                        pauses.isPaused(name),
                        traffic.isUsedUp(name.vmta(), clock.instant()))));
    return all;
  }

  /** A queue that holds mail. */
  record QueueStatus(QueueName name, long recipients, boolean paused, boolean usedUp) {}

  synchronized Instant startedAt() {
    return startedAt;
  }

  PmtaVersion version() {
    return dialect.version();
  }

  Instant now() {
    return clock.instant();
  }

  SimulatedDay calendar() {
    return calendar;
  }
}
