package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.DailyRate;
import io.emailengine.activities.pmta.config.grammar.DomainKey;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.tree.ConfigFile;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import io.emailengine.activities.pmta.config.tree.Placed;
import io.emailengine.workflows.model.VmtaName;
import java.util.ArrayList;
import java.util.List;

/** Reads virtual MTAs and notes what is strange about them. */
final class VmtaReader {
  private final ConfigTree tree;
  private final Findings findings;
  private final SourceHosts sourceHosts;

  VmtaReader(ConfigTree tree, SourceHosts sourceHosts, Findings findings) {
    this.tree = tree;
    this.sourceHosts = sourceHosts;
    this.findings = findings;
  }

  ImportedVmta read(Moved vmta) {
    Block block = vmta.block();
    Contents contents = Contents.of(tree, vmta.file(), block);
    return new ImportedVmta(
        new VmtaName(block.name()),
        vmta.position(),
        vmta.file().path(),
        block.line(),
        block.start(),
        sourceHosts.of(vmta.file(), block, contents),
        DailyRate.capOf(block),
        domainKeys(contents),
        signs(contents),
        !contents.blocks("domain").isEmpty(),
        checkRates(vmta.file(), block, contents),
        vmta.text(),
        vmta.original());
  }

  /** Only notes what is strange, of a block that stays where it is. */
  void check(ConfigFile file, Block block) {
    Contents contents = Contents.of(tree, file, block);
    if (!contents.lines(SourceHosts.DIRECTIVE).isEmpty()) {
      sourceHosts.of(file, block, contents); // else another block of this name may have them
    }
    checkRates(file, block, contents);
  }

  /** False if a file that the block includes sets the total rate. */
  private boolean checkRates(ConfigFile file, Block block, Contents contents) {
    List<Line> rates = block.lines(DailyRate.DIRECTIVE);
    if (rates.size() > 1) {
      findings.warn(
          "rate-given-twice", file, rates.get(1), block.name() + " has several total rates");
    } else if (!rates.isEmpty() && DailyRate.capOf(block).isEmpty()) {
      findings.warn(
          "rate-not-daily",
          file,
          rates.get(0),
          "the total rate of " + block.name() + " is not per day; managing it replaces it");
    }
    List<Contents.Found> all = contents.lines(DailyRate.DIRECTIVE);
    boolean own = all.size() == rates.size();
    if (!own) {
      findings.warn(
          "rate-in-include",
          file,
          block,
          "a file that " + block.name() + " includes sets its total rate, so it can't be managed");
    }
    return own;
  }

  private List<DomainKey> domainKeys(Contents contents) {
    List<DomainKey> keys = new ArrayList<>();
    for (Contents.Found found : contents.lines("domain-key")) {
      DomainKey.read(found.line().value())
          .ifPresentOrElse(
              keys::add,
              () ->
                  findings.warn(
                      "domain-key-not-copied",
                      found.file(),
                      found.line(),
                      "this key can't be given to other virtual MTAs"));
    }
    return keys;
  }

  private static boolean signs(Contents contents) {
    List<Contents.Found> lines = new ArrayList<>(contents.lines("dkim-sign"));
    for (Placed domain : contents.blocks("domain")) {
      if (((Block) domain.item()).name().equals("*")) {
        lines.addAll(contents.inside(domain).lines("dkim-sign"));
      }
    }
    return lines.stream().anyMatch(found -> found.line().isYes());
  }
}
