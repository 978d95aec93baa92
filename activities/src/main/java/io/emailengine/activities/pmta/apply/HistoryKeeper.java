package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.history.AppliedVersion;
import io.emailengine.activities.pmta.history.ConfigHistory;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.version.ConfigVersionRepository;
import io.emailengine.store.version.ConfigVersionRow;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this process's copy of the history in step with the rows. The rows say in which order
 * versions follow each other, over all servers, and a commit follows from them: so every worker has
 * the same commits, and one whose repository is lost, or old, makes them again.
 */
final class HistoryKeeper {
  private static final Logger log = LoggerFactory.getLogger(HistoryKeeper.class);

  /** Commits that a killed process can have made without having recorded them. */
  private static final int UNRECORDED = 100;

  /** A lost history of many versions comes back over several applies, so that none takes long. */
  private static final int ROUNDS = 10;

  private final ServerRepository servers;
  private final ConfigVersionRepository versions;
  private final ConfigHistory history;

  HistoryKeeper(ServerRepository servers, ConfigVersionRepository versions, ConfigHistory history) {
    this.servers = servers;
    this.versions = versions;
    this.history = history;
  }

  /**
   * Commits what was applied. Git is a copy for reading: if it cannot be written, what runs is
   * recorded all the same, and the next apply makes up for it, in order. Belongs into the caller's
   * transaction.
   */
  void record(UUID serverId) {
    versions.lockHistory();
    versions.placeInHistory(serverId);
    try {
      catchUp();
    } catch (RuntimeException e) {
      log.warn(
          "versions wait for the next apply to be committed to the history: {}",
          String.valueOf(e.getCause() == null ? e : e.getCause()));
    }
  }

  /** Where the copy ends: a commit that the rows know, and its place. */
  private record End(@Nullable String commit, long place) {}

  private void catchUp() {
    End end = end();
    for (int round = 0; round < ROUNDS; round++) {
      List<ConfigVersionRow> missing = versions.findHistoryAfter(end.place());
      if (missing.isEmpty()) {
        return;
      }
      for (ConfigVersionRow row : missing) {
        String commit = history.append(end.commit(), asApplied(row));
        if (!commit.equals(row.gitCommit())) {
          versions.setGitCommit(row.serverId(), row.n(), commit);
        }
        end = new End(commit, versions.findPlace(commit).orElseThrow());
      }
    }
  }

  private End end() {
    for (String commit : history.last(UNRECORDED)) {
      Optional<Long> place = versions.findPlace(commit);
      if (place.isPresent()) {
        return new End(commit, place.get());
      }
    }
    return new End(null, 0);
  }

  private AppliedVersion asApplied(ConfigVersionRow row) {
    ServerRow server = servers.findById(row.serverId()).orElseThrow();
    return new AppliedVersion(
        server.name(),
        row.n(),
        row.generation(),
        row.sha256(),
        row.actor(),
        Objects.requireNonNull(row.appliedAt()).truncatedTo(ChronoUnit.SECONDS),
        Objects.requireNonNullElse(row.reason(), "adopted"),
        row.maskedText());
  }
}
