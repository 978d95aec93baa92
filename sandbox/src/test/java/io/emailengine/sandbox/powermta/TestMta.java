package io.emailengine.sandbox.powermta;

import io.emailengine.sandbox.fault.Deadline;
import io.emailengine.sandbox.fault.Faults;
import io.emailengine.sandbox.grammar.ConfigFiles;
import io.emailengine.sandbox.grammar.Dialect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A PowerMTA on a disk in memory and a clock that stands still until it is moved. */
final class TestMta {
  private static final String HEAD = "log-file /log\nspool /spool\n";

  final Map<String, String> disk = new ConcurrentHashMap<>();
  final PowerMta mta;
  private Instant now;

  TestMta(
      Path folder,
      SimulatedDay day,
      CounterMode mode,
      Sender sender,
      Instant start,
      String config) {
    now = start;
    write(config);
    mta =
        new PowerMta(
            new Disk(disk),
            new Hand(),
            new Faults(),
            new EventJournal(folder.resolve("events.tsv")),
            day,
            mode,
            sender,
            Dialect.strict());
    mta.restart();
  }

  static TestMta daily(Path folder, CounterMode mode, String config) {
    return new TestMta(
        folder,
        new SimulatedDay(Duration.ofDays(1), ZoneOffset.UTC),
        mode,
        Sender.eager(),
        Instant.parse("2026-03-01T00:00:00Z"),
        config);
  }

  /** A virtual MTA with a rate. */
  static String vmta(String name, String rate) {
    return "<virtual-mta " + name + ">\nmax-smtp-msg-rate " + rate + "\n</virtual-mta>\n";
  }

  static String pool(String... members) {
    return "<virtual-mta-pool pool>\nvirtual-mta "
        + String.join("\nvirtual-mta ", members)
        + "\n</virtual-mta-pool>\n";
  }

  void write(String config) {
    disk.put(PowerMta.CONFIG, HEAD + config);
  }

  void reload(String config) {
    write(config);
    if (mta.reload(Deadline.longest()).isPresent()) {
      throw new IllegalStateException("refused: " + config);
    }
  }

  Output pmta(String... words) {
    return new PmtaProgram(mta).run(List.of(words), Deadline.longest());
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  long today() {
    return mta.calendar().dayOf(now);
  }

  private record Disk(Map<String, String> files) implements ConfigFiles {
    @Override
    public Optional<byte[]> read(String path) {
      return Optional.ofNullable(files.get(path))
          .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<String> glob(String pattern) {
      return List.of();
    }
  }

  private final class Hand extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
