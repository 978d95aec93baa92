package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.Block;
import io.emailengine.activities.pmta.config.grammar.ConfigProblem;
import io.emailengine.activities.pmta.config.render.EngineFile;
import io.emailengine.activities.pmta.config.tree.ConfigFile;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import io.emailengine.activities.pmta.config.tree.Globs;
import io.emailengine.activities.pmta.config.tree.Include;
import java.util.ArrayList;
import java.util.List;

/** Looks for the engine's own traces in the operator's files. */
final class EngineIncludes {
  private final ConfigTree tree;
  private final String engineFile;
  private final Findings findings;

  EngineIncludes(ConfigTree tree, String engineFile, Findings findings) {
    this.tree = tree;
    this.engineFile = engineFile;
    this.findings = findings;
  }

  /** The plain include lines of the engine's file; anything but none or one is refused. */
  List<Include> find() {
    List<Include> found = new ArrayList<>();
    for (Include include : tree.includes()) {
      if (reachesEngine(include)) {
        refuse(
            "glob-matches-engine-file",
            include,
            "this glob takes in the engine's folder, whose file would then be loaded twice");
      } else if (include.paths().contains(engineFile)) {
        if (include.inside().isPresent()) {
          refuse("engine-include-in-block", include, "the engine's file is included in a block");
        }
        found.add(include);
      }
    }
    boolean repeated =
        found.size() == 1 && !tree.file(found.get(0).file()).orElseThrow().isPlainlyLoaded();
    if (found.size() > 1 || repeated) {
      refuse("include-twice", found.get(found.size() - 1), "the engine's file is included twice");
    }
    for (ConfigFile file : tree.files()) {
      check(file);
    }
    return found;
  }

  private boolean reachesEngine(Include include) {
    return Globs.isGlob(include.target())
        && include.kind() != Include.Kind.REMOTE
        && (include.paths().contains(engineFile) || Globs.matches(include.resolved(), engineFile));
  }

  private void check(ConfigFile file) {
    if (EngineFile.readHeader(file.config().bytes()).isPresent()) {
      findings.refuse(
          new ConfigProblem("engine-file", file.path(), 1, "this is a file that the engine wrote"));
    }
    file.config()
        .walk(
            item -> {
              if (item instanceof Block block
                  && block.is("domain")
                  && block.name().equalsIgnoreCase(EngineFile.MARKER_DOMAIN)) {
                findings.refuse(
                    "engine-marker",
                    file,
                    block,
                    "the engine's generation marker stands in this file");
              }
            });
  }

  private void refuse(String code, Include include, String message) {
    findings.refuse(new ConfigProblem(code, include.file(), include.line().line(), message));
  }
}
