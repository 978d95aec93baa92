package io.emailengine.activities.pmta.config.adopt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.emailengine.activities.pmta.config.grammar.ConfigProblem;
import io.emailengine.activities.pmta.config.tree.ConfigFile;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import java.util.Locale;

/** Passes on what reading the files found. */
final class FileCheck {
  private final ConfigTree tree;
  private final Findings findings;

  FileCheck(ConfigTree tree, Findings findings) {
    this.tree = tree;
    this.findings = findings;
  }

  /**
   * Blocks that can't be told apart are refused in a file that may hold something to move; a file
   * without virtual MTAs is never written, whatever it looks like.
   */
  void check() {
    for (ConfigFile file : tree.files()) {
      boolean matters = mayHoldBlocks(file);
      for (ConfigProblem problem : file.config().problems()) {
        if (matters) {
          findings.refuse(problem);
        } else {
          warn(problem);
        }
      }
      file.config().notes().forEach(this::warn);
    }
    tree.notes().forEach(this::warn);
    new KnownWords(tree, findings).check();
  }

  private boolean mayHoldBlocks(ConfigFile file) {
    boolean written = file.path().equals(tree.configPath());
    return written
        || new String(file.config().bytes(), ISO_8859_1)
            .toLowerCase(Locale.ROOT)
            .contains("virtual-mta");
  }

  private void warn(ConfigProblem problem) {
    findings.warn(problem.code(), problem.file(), problem.line(), problem.message());
  }
}
