package io.emailengine.activities.pmta.apply;

import static java.util.Objects.requireNonNull;

import io.emailengine.activities.pmta.config.adopt.AdoptionRecord;
import io.emailengine.activities.pmta.config.adopt.AlreadyAdopted;
import io.emailengine.activities.pmta.config.render.EngineFile;
import io.emailengine.activities.pmta.config.render.EngineHeader;
import io.emailengine.activities.pmta.host.HostFile;
import io.emailengine.store.server.AdoptRequest;
import io.emailengine.store.server.HostProblem;
import io.emailengine.store.server.ServerRow;
import java.util.List;
import java.util.Optional;

/**
 * A host that is adopted, and not by what the rows know of. Another instance's file is taken over
 * only if asked; ours is what an older copy of the database has forgotten.
 */
final class FoundAdoption {
  private final KnownAdoption known;

  FoundAdoption(KnownAdoption known) {
    this.known = known;
  }

  /**
   * Shows the tree as it was before that adoption, so that the host can be adopted again.
   *
   * @return why it can't be taken over; empty: it can
   */
  Optional<Adopter.Outcome> takeOver(
      ServerRow server, AdoptRequest request, HostTree tree, AlreadyAdopted already) {
    Optional<AdoptionRecord> waiting = known.record(server);
    if (waiting.isPresent()) {
      // A person has run the commands of an adoption that its login could not carry out alone.
      tree.showAsBefore(waiting.get());
      return Optional.empty();
    }
    String engineFile = new EnginePaths(server.configPath()).engineFile();
    String where = already.includeFile() + " line " + already.includeLine();
    Optional<HostFile> there = tree.file(engineFile);
    Optional<EngineHeader> header = there.flatMap(file -> EngineFile.readHeader(file.bytes()));
    if (header.isEmpty()) {
      return Optional.of(
          Adopter.Outcome.refused(
              422,
              "engine-file-unknown",
              where + " includes " + engineFile + ", which no engine has written.",
              List.of(
                  new HostProblem.Reason(
                      "engine-file-unknown",
                      already.includeFile(),
                      already.includeLine(),
                      "includes a file that no engine has written"))));
    }
    if (!header.get().instanceId().equals(known.instanceId()) && !request.force()) {
      return Optional.of(
          Adopter.Outcome.refused(
              409,
              "another-instance",
              "The host is adopted by another engine; force=true takes it over.",
              List.of(
                  new HostProblem.Reason(
                      "another-instance",
                      already.includeFile(),
                      already.includeLine(),
                      "includes the file of engine " + header.get().instanceId()))));
    }
    tree.showInPlace(
        already.includeFile(), already.includeLine(), requireNonNull(there.get().bytes()));
    return Optional.empty();
  }
}
