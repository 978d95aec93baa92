package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.tree.ConfigFile;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import io.emailengine.workflows.model.PoolName;
import io.emailengine.workflows.model.VmtaName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads pools, once all names are known. */
final class PoolReader {
  private final ConfigTree tree;
  private final NameCheck names;
  private final Findings findings;

  PoolReader(ConfigTree tree, NameCheck names, Findings findings) {
    this.tree = tree;
    this.names = names;
    this.findings = findings;
  }

  ImportedPool read(Moved pool) {
    List<VmtaName> members = check(pool.file(), pool.block());
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

  /**
   * Notes what is strange about a pool that moves or stays.
   *
   * @return the members whose names the engine can use
   */
  List<VmtaName> check(ConfigFile file, Block pool) {
    Contents contents = Contents.of(tree, file, pool);
    List<VmtaName> members = new ArrayList<>();
    for (Contents.Found found : contents.lines(Kinds.VMTA)) {
      member(found, pool).ifPresent(members::add);
    }
    if (contents.lines(Kinds.VMTA).isEmpty()) {
      findings.warn("pool-empty", file, pool, "pool " + pool.name() + " has no members");
    }
    return members;
  }

  private Optional<VmtaName> member(Contents.Found found, Block pool) {
    Line line = found.line();
    List<String> words = line.words();
    String name = words.isEmpty() ? "" : words.get(0);
    Optional<NameCheck.Trouble> trouble = NameCheck.troubleWith(name);
    if (trouble.isPresent() && !trouble.get().code().equals("engine-name")) {
      findings.warn(
          trouble.get().code(),
          found.file(),
          line,
          "a member of pool " + pool.name() + ": " + trouble.get().message());
      return Optional.empty();
    }
    if (words.size() > 1) {
      findings.warn(
          "pool-member-options",
          found.file(),
          line,
          "PowerMTA's guide knows no options of pool members");
    }
    Optional<String> defined = names.defined(name);
    if (defined.isEmpty()) {
      findings.warn(
          "pool-names-undefined-vmta",
          found.file(),
          line,
          "pool " + pool.name() + " names " + name + ", which is not defined");
    }
    return Optional.of(new VmtaName(defined.orElse(name)));
  }
}
