package io.emailengine.activities.pmta.config.adopt;

import io.emailengine.activities.pmta.config.grammar.ConfigProblem;
import java.util.List;

/** The configuration is beyond what can be taken over safely; nothing may be written. */
public record AdoptionRefused(List<ConfigProblem> reasons) implements AdoptionResult {
  public AdoptionRefused {
    reasons = List.copyOf(reasons);
    if (reasons.isEmpty()) {
      throw new IllegalArgumentException("a refusal needs a reason");
    }
  }
}
