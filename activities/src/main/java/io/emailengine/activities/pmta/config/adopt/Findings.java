package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.ConfigProblem;
import io.emailengine.activities.pmta.config.grammar.Item;
import io.emailengine.activities.pmta.config.grammar.PmtaConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong, and what is only strange, about one file. */
final class Findings {
  private final String file;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final List<AdoptWarning> warnings = new ArrayList<>();

  Findings(PmtaConfig config) {
    this.file = config.fileName();
    problems.addAll(config.problems());
  }

  void refuse(String code, Item where, String message) {
    problems.add(new ConfigProblem(code, file, where.line(), message));
  }

  void warn(String code, Item where, String message) {
    warnings.add(new AdoptWarning(code, file, where.line(), message));
  }

  List<ConfigProblem> problems() {
    return problems.stream().sorted(Comparator.comparingInt(ConfigProblem::line)).toList();
  }

  List<AdoptWarning> warnings() {
    return warnings.stream().sorted(Comparator.comparingInt(AdoptWarning::line)).toList();
  }
}
