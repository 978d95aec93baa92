package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.grammar.DailyRate;
import io.emailengine.activities.pmta.config.grammar.DomainKey;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.VmtaName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads virtual MTAs and notes what is strange about them. */
final class VmtaReader {
  private final PmtaConfig config;
  private final Findings findings;
  private final Map<IpAddress, String> users = new HashMap<>();

  VmtaReader(PmtaConfig config, Findings findings) {
    this.config = config;
    this.findings = findings;
  }

  ImportedVmta read(Block block) {
    List<ImportedSource> sources = sources(block);
    warnOfRates(block);
    warnOfColdQuota(block);
    return new ImportedVmta(
        new VmtaName(block.name()),
        block.line(),
        block.start(),
        sources,
        DailyRate.capOf(block),
        domainKeys(block),
        signs(block),
        block.blocks().anyMatch(inner -> inner.is("domain")),
        BlockText.of(config.text(block)));
  }

  private List<ImportedSource> sources(Block block) {
    List<Line> lines = block.lines("smtp-source-host");
    if (lines.isEmpty()) {
      findings.warn("no-source-host", block, block.name() + " has no smtp-source-host of its own");
    } else if (lines.size() > 1) {
      findings.warn(
          "several-addresses",
          block,
          block.name() + " sends from several addresses and can't be managed");
    }
    List<ImportedSource> sources = new ArrayList<>();
    for (Line line : lines) {
      ImportedSource source = source(line);
      sources.add(source);
      source.address().ifPresent(address -> warnIfShared(address, block, line));
    }
    return sources;
  }

  private ImportedSource source(Line line) {
    List<String> words = line.words();
    String first = words.isEmpty() ? "" : words.get(0);
    String second = words.size() < 2 ? "" : words.get(1);
    Optional<IpAddress> address = address(first);
    if (address.isEmpty() && address(second).isPresent()) {
      findings.warn(
          "source-host-swapped",
          line,
          "host name and address are swapped; the address comes first");
    } else if (address.isEmpty()) {
      findings.warn("source-host-unreadable", line, "the source is not one single address");
    } else if (second.isEmpty()) {
      findings.warn("source-host-unnamed", line, "the source has no host name");
    }
    return new ImportedSource(address, first, second);
  }

  private void warnIfShared(IpAddress address, Block block, Line line) {
    String other = users.putIfAbsent(address, block.name());
    if (other != null && !other.equals(block.name())) {
      findings.warn(
          "address-used-twice", line, address + " is also the source of virtual MTA " + other);
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

  private void warnOfRates(Block block) {
    List<Line> rates = block.lines(DailyRate.DIRECTIVE);
    if (rates.size() > 1) {
      findings.warn("rate-given-twice", rates.get(1), block.name() + " has several total rates");
    } else if (!rates.isEmpty() && DailyRate.capOf(block).isEmpty()) {
      findings.warn(
          "rate-not-daily",
          rates.get(0),
          "the total rate of " + block.name() + " is not per day; managing it replaces it");
    }
  }

  private void warnOfColdQuota(Block block) {
    if (!block.lines("cold-virtual-mta").isEmpty()) {
      return;
    }
    Stream.concat(Stream.of(block), block.blocks())
        .flatMap(inner -> inner.lines("max-cold-virtual-mta-msg").stream())
        .forEach(
            line ->
                findings.warn(
                    "no-op-cold-quota",
                    line,
                    "max-cold-virtual-mta-msg does nothing without a cold-virtual-mta line"));
  }

  private List<DomainKey> domainKeys(Block block) {
    List<DomainKey> keys = new ArrayList<>();
    for (Line line : block.lines("domain-key")) {
      DomainKey.read(line.value())
          .ifPresentOrElse(
              keys::add,
              () ->
                  findings.warn(
                      "domain-key-not-copied",
                      line,
                      "this key can't be given to other virtual MTAs"));
    }
    return keys;
  }

  private static boolean signs(Block block) {
    Stream<Block> everywhere =
        block.blocks().filter(inner -> inner.is("domain") && inner.name().equals("*"));
    return Stream.concat(Stream.of(block), everywhere)
        .flatMap(inner -> inner.lines("dkim-sign").stream())
        .anyMatch(Line::isYes);
  }
}
