package io.emailengine.activities.pmta.config.adopt;

import static java.util.Objects.requireNonNull;

/**
 * The operator's files already have the engine's include line.
 *
 * @param includeFile where the line stands
 * @param includeLine its line number, from 1
 * @param additions the virtual MTAs and pools that the operator has added since; none and an
 *     unchanged file if there are none
 */
public record AlreadyAdopted(String includeFile, int includeLine, AdoptionPlan additions)
    implements AdoptionResult {
  public AlreadyAdopted {
    requireNonNull(includeFile, "includeFile is null");
    requireNonNull(additions, "additions is null");
  }

  /** True if there is nothing to import and so nothing to write. */
  public boolean nothingNew() {
    return additions.vmtas().isEmpty() && additions.pools().isEmpty();
  }
}
