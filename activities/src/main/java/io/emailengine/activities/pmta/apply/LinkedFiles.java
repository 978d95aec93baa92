package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.adopt.AdoptionPlan;
import io.emailengine.activities.pmta.config.adopt.FileChange;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.server.HostProblem;
import java.util.List;
import java.util.Optional;

/**
 * Files that would change and are symbolic links: a swap would leave a file in the place of the
 * link, and what is behind it as it was.
 */
final class LinkedFiles {
  private LinkedFiles() {}

  /** The answer if there is any. */
  static Optional<Adopter.Outcome> refused(AdoptionPlan plan, PmtaHost host) {
    List<HostProblem.Reason> reasons =
        host.links(plan.files().stream().map(FileChange::path).toList()).stream()
            .map(LinkedFiles::reason)
            .toList();
    return reasons.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Adopter.Outcome.refused(
                422,
                "adoption-refused",
                "A file that would change is a symbolic link; nothing was written.",
                reasons));
  }

  private static HostProblem.Reason reason(String path) {
    return new HostProblem.Reason(
        "symbolic-link",
        path,
        null,
        "is a symbolic link; name the file that it points to where " + path + " is named now");
  }
}
