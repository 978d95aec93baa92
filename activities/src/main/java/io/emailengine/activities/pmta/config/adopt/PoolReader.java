package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.workflows.model.PoolName;
import io.emailengine.workflows.model.VmtaName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads pools, once all names are known. */
final class PoolReader {
  private final NameCheck names;
  private final Findings findings;

  PoolReader(NameCheck names, Findings findings) {
    this.names = names;
    this.findings = findings;
  }

  ImportedPool read(Moved pool) {
    List<VmtaName> members = new ArrayList<>();
    for (Line line : pool.block().lines(Kinds.VMTA)) {
      member(line, pool).ifPresent(members::add);
    }
    if (members.isEmpty()) {
      findings.warn(
          "pool-empty",
          pool.file(),
          pool.block(),
          "pool " + pool.block().name() + " has no members");
    }
    return new ImportedPool(
        new PoolName(pool.block().name()),
        pool.position(),
        pool.file().path(),
        pool.block().line(),
        pool.block().start(),
        members,
        pool.text(),
        pool.original());
  }

  private Optional<VmtaName> member(Line line, Moved pool) {
    List<String> words = line.words();
    String name = words.isEmpty() ? "" : words.get(0);
    Optional<NameCheck.Trouble> trouble = NameCheck.troubleWith(name);
    if (trouble.isPresent() && !trouble.get().code().equals("engine-name")) {
      findings.warn(
          trouble.get().code(),
          pool.file(),
          line,
          "a member of pool " + pool.block().name() + ": " + trouble.get().message());
      return Optional.empty();
    }
    if (words.size() > 1) {
      findings.warn(
          "pool-member-options",
          pool.file(),
          line,
          "PowerMTA's guide knows no options of pool members");
    }
    Optional<String> defined = names.defined(name);
    if (defined.isEmpty()) {
      findings.warn(
          "pool-names-undefined-vmta",
          pool.file(),
          line,
          "pool " + pool.block().name() + " names " + name + ", which is not defined");
    }
    return Optional.of(new VmtaName(defined.orElse(name)));
  }
}
