package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.Line;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.InvalidValueException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Plans the adoption of one configuration file. Writes nothing and keeps nothing. */
public final class Adoption {
  private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._/-]{1,1000}");

  private final PmtaConfig file;
  private final String includePath;
  private final NameCheck names;
  private final Findings findings;

  private Adoption(PmtaConfig file, String includePath, EngineNames engineNames) {
    this.file = file;
    this.includePath = includePath;
    this.findings = new Findings(file);
    this.names = new NameCheck(engineNames, findings);
  }

  /**
   * Plans the adoption of a file that may have been adopted before. A file beyond the plain case is
   * refused with every reason that was found.
   *
   * @param includePath absolute path of the engine's file on the host
   * @param engineNames what the engine's file defines already
   * @throws InvalidValueException if the path holds anything but plain characters
   */
  public static AdoptionResult plan(PmtaConfig file, String includePath, EngineNames engineNames) {
    if (!PATH.matcher(includePath).matches()) {
      throw new InvalidValueException(
          "must be an absolute path of letters, digits, dots, underscores, hyphens and slashes");
    }
    return new Adoption(file, includePath, engineNames).plan();
  }

  private AdoptionResult plan() {
    List<Line> includes = new PlainCase(file, includePath, findings).check();
    List<Block> moved = file.blocks().filter(PlainCase::moves).toList();
    List<Block> named = moved.stream().filter(names::take).toList();
    if (!findings.problems().isEmpty()) {
      return new AdoptionRefused(findings.problems());
    }
    int place = includes.isEmpty() ? start(moved) : includes.get(0).start();
    new OrderCheck(file, findings).check(moved, place);
    OperatorFile operator = new OperatorFile(file);
    byte[] newFile =
        includes.isEmpty() ? operator.including(includePath, moved) : operator.without(moved);
    AdoptionPlan plan = read(named, newFile);
    if (!findings.problems().isEmpty()) {
      return new AdoptionRefused(findings.problems());
    }
    return includes.isEmpty() ? plan : new AlreadyAdopted(includes.get(0).line(), plan);
  }

  private static int start(List<Block> moved) {
    return moved.isEmpty() ? 0 : moved.get(0).start();
  }

  private AdoptionPlan read(List<Block> blocks, byte[] newFile) {
    VmtaReader vmtaReader = new VmtaReader(file, findings);
    PoolReader poolReader = new PoolReader(file, names, findings);
    List<ImportedVmta> vmtas =
        blocks.stream().filter(block -> block.is(PlainCase.VMTA)).map(vmtaReader::read).toList();
    List<ImportedPool> pools =
        blocks.stream().filter(block -> block.is(PlainCase.POOL)).map(poolReader::read).toList();
    Surroundings rest = new Surroundings(file, names, findings);
    rest.read();
    Optional<HostName> hostName = rest.hostName();
    return new AdoptionPlan(
        vmtas,
        pools,
        hostName,
        rest.bounceAfter(),
        rest.fedNames(),
        rest.processesXVirtualMta(),
        findings.warnings(),
        newFile);
  }
}
