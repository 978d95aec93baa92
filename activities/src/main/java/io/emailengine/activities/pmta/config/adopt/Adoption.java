package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.ConfigProblem;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import io.emailengine.activities.pmta.config.tree.HostFiles;
import io.emailengine.activities.pmta.config.tree.Include;
import io.emailengine.workflows.model.InvalidValueException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Plans the adoption of a configuration over all of its files. Writes nothing and keeps nothing.
 * Refused is only what would make taking over unsafe; all else is a warning.
 */
public final class Adoption {
  private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._/-]{1,1000}");

  private final ConfigTree tree;
  private final String engineFile;
  private final Optional<AdoptionRecord> previous;
  private final NameCheck names;
  private final Findings findings;

  private Adoption(
      ConfigTree tree,
      String engineFile,
      EngineNames engineNames,
      Optional<AdoptionRecord> previous) {
    this.tree = tree;
    this.engineFile = engineFile;
    this.previous = previous;
    this.findings = new Findings(tree);
    this.names = new NameCheck(engineNames);
  }

  /**
   * Plans the adoption of a configuration that may have been adopted before.
   *
   * @param engineFile absolute path of the engine's file on the host, which is never read here
   * @param engineNames what the engine's file defines already
   * @param previous the record of the adoption before, if this is not the first
   * @throws InvalidValueException if the path holds anything but plain characters
   */
  public static AdoptionResult plan(
      HostFiles files,
      String engineFile,
      EngineNames engineNames,
      Optional<AdoptionRecord> previous) {
    if (!PATH.matcher(engineFile).matches()) {
      throw new InvalidValueException(
          "must be an absolute path of letters, digits, dots, underscores, hyphens and slashes");
    }
    ConfigTree tree = ConfigTree.read(files, engineFile);
    return new Adoption(tree, engineFile, engineNames, previous).plan();
  }

  private AdoptionResult plan() {
    if (tree.files().isEmpty()) {
      return new AdoptionRefused(
          List.of(
              new ConfigProblem(
                  "config-not-found", tree.configPath(), 1, "the file is not there")));
    }
    List<Include> present = new EngineIncludes(tree, engineFile, findings).find();
    new FileCheck(tree, findings).check();
    if (!findings.problems().isEmpty()) {
      return new AdoptionRefused(findings.problems());
    }
    MovableBlocks blocks = new MovableBlocks(tree, names, findings);
    blocks.sort();
    if (present.isEmpty()) {
      new OrderCheck(tree, blocks.moved(), findings).check();
    }
    AdoptionPlan plan = read(blocks, present.stream().findFirst());
    return present.isEmpty()
        ? plan
        : new AlreadyAdopted(present.get(0).file(), present.get(0).line().line(), plan);
  }

  private AdoptionPlan read(MovableBlocks blocks, Optional<Include> present) {
    List<Moved> moved = blocks.moved();
    SourceHosts sourceHosts = new SourceHosts(findings);
    VmtaReader vmtaReader = new VmtaReader(tree, sourceHosts, findings);
    PoolReader poolReader = new PoolReader(tree, names, findings);
    List<ImportedVmta> vmtas =
        moved.stream().filter(one -> one.block().is(Kinds.VMTA)).map(vmtaReader::read).toList();
    List<ImportedPool> pools =
        moved.stream().filter(one -> one.block().is(Kinds.POOL)).map(poolReader::read).toList();
    blocks
        .stayingBlocks()
        .forEach(
            one -> {
              if (((Block) one.item()).is(Kinds.VMTA)) {
                vmtaReader.check(one.file(), (Block) one.item());
              } else {
                poolReader.check(one.file(), (Block) one.item());
              }
            });
    Surroundings rest = new Surroundings(tree, names, sourceHosts, findings);
    rest.read();
    new Doubles(tree, findings).check();
    OperatorFiles files = OperatorFiles.write(tree, moved, engineFile, present, previous);
    return new AdoptionPlan(
        vmtas,
        pools,
        blocks.staying(),
        rest.feeds(),
        rest.hostName(),
        rest.bounceAfter(),
        rest.fedNames(),
        rest.processesXVirtualMta(),
        new HostNeeds(rest.keyFiles(), sourceHosts.addresses()),
        findings.warnings(),
        tree.paths(),
        files.changes(),
        files.record());
  }
}
