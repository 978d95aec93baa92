package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.tree.ConfigFile;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import io.emailengine.activities.pmta.config.tree.Placed;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.InvalidValueException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what all files say about the mail that the virtual MTAs get. */
final class Surroundings {
  /** PowerMTA's own bounce-after. */
  private static final Duration DEFAULT_BOUNCE_AFTER = Duration.ofDays(4).plusHours(12);

  /** Stands where bytes were not UTF-8. */
  private static final char LOST = '\uFFFD';

  private final ConfigTree tree;
  private final SourceHosts sourceHosts;
  private final Findings findings;
  private final FeedReader feedReader;
  private final Quotas quotas;
  private final List<Seen> keyFiles = new ArrayList<>();
  private Duration bounceAfter = DEFAULT_BOUNCE_AFTER;
  private boolean processesXVirtualMta;

  Surroundings(ConfigTree tree, NameCheck names, SourceHosts sourceHosts, Findings findings) {
    this.tree = tree;
    this.sourceHosts = sourceHosts;
    this.findings = findings;
    this.feedReader = new FeedReader(tree, names, findings);
    this.quotas = new Quotas(tree, findings);
  }

  void read() {
    bounceAfter = everywhere().orElse(DEFAULT_BOUNCE_AFTER);
    for (ConfigFile file : tree.files()) {
      read(file, file.config().items(), null);
    }
    tree.topLevel().forEach(this::readTop);
    feedReader.read();
    quotas.check();
  }

  List<Feed> feeds() {
    return feedReader.feeds();
  }

  Set<String> fedNames() {
    return feedReader.fedNames();
  }

  Duration bounceAfter() {
    return bounceAfter;
  }

  boolean processesXVirtualMta() {
    return processesXVirtualMta;
  }

  List<Seen> keyFiles() {
    return keyFiles;
  }

  Optional<HostName> hostName() {
    Contents.Found last = null;
    for (Placed placed : tree.topLevel()) {
      if (placed.item() instanceof Line line && line.is("host-name")) {
        last = new Contents.Found(placed.file(), line);
      }
    }
    if (last == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new HostName(String.join(" ", last.line().words())));
    } catch (InvalidValueException e) {
      findings.warn(
          "host-name-unreadable", last.file(), last.line(), "host-name " + e.getMessage());
      return Optional.empty();
    }
  }

  /** What the global {@code <domain *>} says instead of the default. */
  private Optional<Duration> everywhere() {
    return tree.topLevel().stream()
        .filter(
            placed ->
                placed.item() instanceof Block block
                    && block.is("domain")
                    && block.name().equals("*"))
        .flatMap(
            placed ->
                Contents.of(tree, placed.file(), (Block) placed.item())
                    .lines("bounce-after")
                    .stream())
        .flatMap(found -> Interval.read(found.line().value()).stream())
        .min(Duration::compareTo);
  }

  private void readTop(Placed placed) {
    if (placed.item() instanceof Line line && line.is(SourceHosts.DIRECTIVE)) {
      sourceHosts.read(placed.file(), line, "the server");
    }
  }

  private void read(ConfigFile file, List<Item> items, @Nullable Block in) {
    for (Item item : items) {
      if (item instanceof Block block) {
        read(file, block.children(), in == null ? block : in);
      } else if (item instanceof Line line) {
        read(file, line, in == null ? "the server" : in.tag() + " " + in.name());
      }
    }
  }

  private void read(ConfigFile file, Line line, String owner) {
    if (line.is("bounce-after")) {
      Optional<Duration> found = Interval.read(line.value());
      if (found.isEmpty()) {
        findings.warn("bounce-after-unreadable", file, line, "this bounce-after can't be read");
      } else if (found.get().compareTo(bounceAfter) < 0) {
        bounceAfter = found.get();
      }
    } else if (line.is("process-x-virtual-mta")) {
      processesXVirtualMta |= line.isYes();
    } else if (line.is("domain-key")) {
      keyFile(line)
          .ifPresent(path -> keyFiles.add(new Seen(path, owner, file.path(), line.line())));
    }
  }

  /** The third of three parts, unless a macro, odd bytes or a folder make it another path. */
  private static Optional<String> keyFile(Line line) {
    String[] parts = line.value().replace("\"", "").split(",", -1);
    String path = parts.length == 3 ? parts[2].strip() : "";
    return path.startsWith("/") && path.indexOf('$') < 0 && path.indexOf(LOST) < 0
        ? Optional.of(path)
        : Optional.empty();
  }
}
