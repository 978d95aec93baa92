package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.BlockText;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.workflows.model.PoolName;
import io.emailengine.workflows.model.VmtaName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads pools, once all names are known. */
final class PoolReader {
  private final PmtaConfig config;
  private final NameCheck names;
  private final Findings findings;

  PoolReader(PmtaConfig config, NameCheck names, Findings findings) {
    this.config = config;
    this.names = names;
    this.findings = findings;
  }

  ImportedPool read(Block block) {
    List<VmtaName> members = new ArrayList<>();
    for (Line line : block.lines(PlainCase.VMTA)) {
      member(line, block).ifPresent(members::add);
    }
    if (members.isEmpty()) {
      findings.warn("pool-empty", block, "pool " + block.name() + " has no members");
    }
    return new ImportedPool(
        new PoolName(block.name()),
        block.line(),
        block.start(),
        members,
        BlockText.of(config.text(block)));
  }

  private Optional<VmtaName> member(Line line, Block pool) {
    List<String> words = line.words();
    String name = words.isEmpty() ? "" : words.get(0);
    if (!names.isPlain(line, name)) {
      return Optional.empty();
    }
    if (words.size() > 1) {
      findings.warn(
          "pool-member-options", line, "PowerMTA's guide knows no options of pool members");
    }
    Optional<String> defined = names.defined(name);
    if (defined.isEmpty()) {
      findings.warn(
          "pool-names-undefined-vmta",
          line,
          "pool " + pool.name() + " names " + name + ", which is not defined");
    }
    return Optional.of(new VmtaName(defined.orElse(name)));
  }
}
