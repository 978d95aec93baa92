package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.ConfigProblem;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.tree.ConfigFile;
import io.emailengine.activities.pmta.config.tree.ConfigTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects what stands in the way, and what is only strange, over all files. */
final class Findings {
  private final Map<String, Integer> order = new HashMap<>();
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final List<AdoptWarning> warnings = new ArrayList<>();

  Findings(ConfigTree tree) {
    tree.paths().forEach(path -> order.put(path, order.size()));
  }

  void refuse(String code, ConfigFile file, Item where, String message) {
    refuse(new ConfigProblem(code, file.path(), where.line(), message));
  }

  void refuse(ConfigProblem problem) {
    problems.add(problem);
  }

  void warn(String code, ConfigFile file, Item where, String message) {
    warn(code, file.path(), where.line(), message);
  }

  void warn(String code, String file, int line, String message) {
    warnings.add(new AdoptWarning(code, file, line, message));
  }

  List<ConfigProblem> problems() {
    return problems.stream()
        .distinct()
        .sorted(
            Comparator.comparingInt((ConfigProblem p) -> place(p.file()))
                .thenComparingInt(ConfigProblem::line))
        .toList();
  }

  List<AdoptWarning> warnings() {
    return warnings.stream()
        .distinct()
        .sorted(
            Comparator.comparingInt((AdoptWarning w) -> place(w.file()))
                .thenComparingInt(AdoptWarning::line))
        .toList();
  }

  private int place(String file) {
    return order.getOrDefault(file, Integer.MAX_VALUE);
  }
}
