package io.emailengine.sandbox;

import io.emailengine.sandbox.grammar.Dialect;
import io.emailengine.sandbox.grammar.PmtaVersion;
import io.emailengine.sandbox.powermta.CounterMode;
import io.emailengine.sandbox.powermta.PowerMta;
import io.emailengine.sandbox.powermta.Sender;
import io.emailengine.sandbox.powermta.SimulatedDay;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a simulated host is to be.
 *
 * @param root folder that keeps the host's files, its key and its journal over restarts; an empty
 *     or missing one is laid out as a host that has never sent
 * @param port SSH port on 127.0.0.1; 0 for any free one
 * @param authorizedKeys public keys in the form of OpenSSH that may log in
 * @param user who may log in
 * @param dayLength how long a simulated day really takes, 100 ms to 24 h
 * @param zone the host's time zone, in which a day of 24 hours begins at midnight
 * @param dialect which PowerMTA it is and how strictly it reads its configuration
 * @param files what an empty folder is laid out with instead of the configuration of a cold host,
 *     by absolute path; empty for that one
 */
public record SandboxOptions(
    Path root,
    int port,
    List<String> authorizedKeys,
    String user,
    Duration dayLength,
    Clock clock,
    ZoneId zone,
    CounterMode counterMode,
    Sender sender,
    Dialect dialect,
    Map<String, byte[]> files) {
  public SandboxOptions {
    Objects.requireNonNull(root, "root is null");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("not a port: " + port);
    }
    authorizedKeys = List.copyOf(authorizedKeys);
    new SimulatedDay(dayLength, zone);
    Objects.requireNonNull(dialect, "dialect is null");
    files = Map.copyOf(files);
    if (!files.isEmpty() && !files.containsKey(PowerMta.CONFIG)) {
      throw new IllegalArgumentException("files have no " + PowerMta.CONFIG);
    }
  }

  /**
   * A host in a folder: any port, real days in UTC on the system's clock, user {@code root},
   * counters that each reload resets, more mail than any cap, nobody may log in.
   */
  public static SandboxOptions in(Path root) {
    return new SandboxOptions(
        root,
        0,
        List.of(),
        "root",
        Duration.ofDays(1),
        Clock.systemUTC(),
        ZoneOffset.UTC,
        CounterMode.RESET_ON_RELOAD,
        Sender.eager(),
        Dialect.strict(),
        Map.of());
  }

  public SandboxOptions withPort(int wanted) {
    return with(copy -> copy.port = wanted);
  }

  public SandboxOptions withAuthorizedKey(String openSshLine) {
    return with(copy -> copy.authorizedKeys = List.of(openSshLine));
  }

  public SandboxOptions withUser(String wanted) {
    return with(copy -> copy.user = wanted);
  }

  public SandboxOptions withDayLength(Duration wanted) {
    return with(copy -> copy.dayLength = wanted);
  }

  public SandboxOptions withClock(Clock wanted) {
    return with(copy -> copy.clock = wanted);
  }

  public SandboxOptions withZone(ZoneId wanted) {
    return with(copy -> copy.zone = wanted);
  }

  public SandboxOptions withCounterMode(CounterMode wanted) {
    return with(copy -> copy.counterMode = wanted);
  }

  public SandboxOptions withSender(Sender wanted) {
    return with(copy -> copy.sender = wanted);
  }

  public SandboxOptions withDialect(Dialect wanted) {
    return with(copy -> copy.dialect = wanted);
  }

  public SandboxOptions withVersion(PmtaVersion wanted) {
    return with(copy -> copy.dialect = copy.dialect.withVersion(wanted));
  }

  public SandboxOptions withFiles(Map<String, byte[]> wanted) {
    return with(copy -> copy.files = wanted);
  }

  private SandboxOptions with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.made();
  }

  /** The same options, one of which is about to be another one. */
  private static final class Copy {
    private final Path root;
    private int port;
    private List<String> authorizedKeys;
    private String user;
    private Duration dayLength;
    private Clock clock;
    private ZoneId zone;
    private CounterMode counterMode;
    private Sender sender;
    private Dialect dialect;
    private Map<String, byte[]> files;

    Copy(SandboxOptions of) {
      root = of.root;
      port = of.port;
      authorizedKeys = of.authorizedKeys;
      user = of.user;
      dayLength = of.dayLength;
      clock = of.clock;
      zone = of.zone;
      counterMode = of.counterMode;
      sender = of.sender;
      dialect = of.dialect;
      files = of.files;
    }

    SandboxOptions made() {
      return new SandboxOptions(
          root,
          port,
          authorizedKeys,
          user,
          dayLength,
          clock,
          zone,
          counterMode,
          sender,
          dialect,
          files);
    }
  }
}
