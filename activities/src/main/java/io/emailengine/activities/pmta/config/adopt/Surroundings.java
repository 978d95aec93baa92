package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.InvalidValueException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads what the rest of the file says about the mail that the virtual MTAs get. */
final class Surroundings {
  /** PowerMTA's own bounce-after. */
  private static final Duration DEFAULT_BOUNCE_AFTER = Duration.ofDays(4).plusHours(12);

  private final PmtaConfig config;
  private final NameCheck names;
  private final Findings findings;
  private final Set<String> fed = new TreeSet<>();
  private Duration bounceAfter = DEFAULT_BOUNCE_AFTER;
  private boolean processesXVirtualMta;

  Surroundings(PmtaConfig config, NameCheck names, Findings findings) {
    this.config = config;
    this.names = names;
    this.findings = findings;
  }

  void read() {
    bounceAfter = everywhere().orElse(DEFAULT_BOUNCE_AFTER);
    config.walk(
        item -> {
          if (item instanceof Line line) {
            read(line);
          } else if (item instanceof Block block && block.is("pattern-list")) {
            block.children().forEach(this::readPattern);
          }
        });
    warnOfDoubles(config.items());
  }

  Set<String> fedNames() {
    return fed;
  }

  Duration bounceAfter() {
    return bounceAfter;
  }

  boolean processesXVirtualMta() {
    return processesXVirtualMta;
  }

  Optional<HostName> hostName() {
    List<Line> lines = config.lines("host-name");
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Line last = lines.get(lines.size() - 1);
    try {
      return Optional.of(new HostName(String.join(" ", last.words())));
    } catch (InvalidValueException e) {
      findings.warn("host-name-unreadable", last, "host-name " + e.getMessage());
      return Optional.empty();
    }
  }

  /** What the global {@code <domain *>} says instead of the default. */
  private Optional<Duration> everywhere() {
    return config
        .blocks()
        .filter(block -> block.is("domain") && block.name().equals("*"))
        .flatMap(block -> block.lines("bounce-after").stream())
        .flatMap(line -> Interval.read(line.value()).stream())
        .min(Duration::compareTo);
  }

  private void read(Line line) {
    if (line.is("bounce-after")) {
      Optional<Duration> found = Interval.read(line.value());
      if (found.isEmpty()) {
        findings.warn("bounce-after-unreadable", line, "this bounce-after can't be read");
      } else if (found.get().compareTo(bounceAfter) < 0) {
        bounceAfter = found.get();
      }
    } else if (line.is("process-x-virtual-mta")) {
      processesXVirtualMta |= line.isYes();
    } else if (line.is("default-virtual-mta") && !line.words().isEmpty()) {
      String name = line.words().get(0);
      if (!name.equalsIgnoreCase("by-smtp-source-ip")) {
        feeds(line, name);
      }
    }
  }

  private void readPattern(Item item) {
    if (item instanceof Line line) {
      for (String word : line.words()) {
        if (NameCheck.lower(word).startsWith("virtual-mta=")) {
          feeds(line, word.substring("virtual-mta=".length()));
        }
      }
    }
  }

  private void feeds(Line line, String name) {
    Optional<String> defined = names.defined(name);
    if (defined.isEmpty() && !name.equals("{default}")) {
      findings.warn("feeds-undefined-name", line, "mail is sent to a name that is not defined");
    }
    fed.add(defined.orElse(name));
  }

  /** PowerMTA's guide does not say how two blocks of one domain are merged. */
  private void warnOfDoubles(List<Item> level) {
    Set<String> seen = new HashSet<>();
    for (Item item : level) {
      if (item instanceof Block block) {
        if (block.is("domain") && !seen.add(NameCheck.lower(block.name()))) {
          findings.warn(
              "duplicate-domain-block", block, "a second block of the same domain in one place");
        }
        warnOfDoubles(block.children());
      }
    }
  }
}
