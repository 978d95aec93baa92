package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.tree.ConfigFile;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code smtp-source-host} lines and notes what is strange about them. */
final class SourceHosts {
  static final String DIRECTIVE = "smtp-source-host";

  private final Findings findings;
  private final Map<IpAddress, String> users = new HashMap<>();
  private final List<Seen> addresses = new ArrayList<>();

  SourceHosts(Findings findings) {
    this.findings = findings;
  }

  /** All single addresses that were read. */
  List<Seen> addresses() {
    return addresses;
  }

  List<ImportedSource> of(ConfigFile file, Block block, Contents contents) {
    List<Contents.Found> lines = contents.lines(DIRECTIVE);
    if (lines.isEmpty()) {
      findings.warn(
          "no-source-host", file, block, block.name() + " has no smtp-source-host of its own");
    } else if (lines.size() > 1) {
      findings.warn(
          "several-addresses",
          file,
          block,
          block.name() + " sends from several addresses and can't be managed");
    }
    List<ImportedSource> sources = new ArrayList<>();
    for (Contents.Found found : lines) {
      ImportedSource source = read(found.file(), found.line(), block.name());
      sources.add(source);
      source.address().ifPresent(address -> warnIfShared(address, block, found));
    }
    return sources;
  }

  ImportedSource read(ConfigFile file, Line line, String owner) {
    List<String> words = line.words();
    String first = words.isEmpty() ? "" : words.get(0);
    String second = words.size() < 2 ? "" : words.get(1);
    Optional<IpAddress> address = address(first);
    if (address.isEmpty() && address(second).isPresent()) {
      findings.warn(
          "source-host-swapped",
          file,
          line,
          "host name and address are swapped; the address comes first");
    } else if (address.isEmpty()) {
      findings.warn("source-host-unreadable", file, line, "the source is not one single address");
    } else if (second.isEmpty()) {
      findings.warn("source-host-unnamed", file, line, "the source has no host name");
    }
    address.ifPresent(
        found -> addresses.add(new Seen(found.value(), owner, file.path(), line.line())));
    return new ImportedSource(address, first, second);
  }

  private void warnIfShared(IpAddress address, Block block, Contents.Found found) {
    String other = users.putIfAbsent(address, block.name());
    if (other != null && !other.equals(block.name())) {
      findings.warn(
          "address-used-twice",
          found.file(),
          found.line(),
          address + " is also the source of virtual MTA " + other);
    }
  }

  /** One address, also written as a range of one. */
  private static Optional<IpAddress> address(String text) {
    String plain = text.replaceFirst(text.indexOf(':') >= 0 ? "/128$" : "/32$", "");
    try {
      return Optional.of(new IpAddress(plain));
    } catch (InvalidValueException e) {
      return Optional.empty(); // the answer to a word that is no address
    }
  }
}
