package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.tree.ConfigTree;
import io.emailengine.activities.pmta.host.HostFile;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.activities.pmta.host.ReloadOutcome;
import io.emailengine.activities.pmta.host.SwapRecovery;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.AdoptionRecords;
import io.emailengine.store.server.HostChange;
import io.emailengine.store.server.HostChanges;
import io.emailengine.store.server.OperatorFiles;
import io.emailengine.store.server.PausedQueues;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.version.ConfigVersionRepository;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends changes of the operator's own files: one that was not committed is undone, whole; of one
 * that was, what it needed is cleared away. Every step can be repeated, so that it may die
 * anywhere.
 */
final class HostSettling {
  private static final Logger log = LoggerFactory.getLogger(HostSettling.class);

  private final Transactions transactions;
  private final HostChanges changes;
  private final OperatorFiles operatorFiles;
  private final AdoptionRecords records;
  private final PausedQueues paused;
  private final ConfigVersionRepository versions;

  HostSettling(
      Transactions transactions,
      HostChanges changes,
      OperatorFiles operatorFiles,
      AdoptionRecords records,
      PausedQueues paused,
      ConfigVersionRepository versions) {
    this.transactions = transactions;
    this.changes = changes;
    this.operatorFiles = operatorFiles;
    this.records = records;
    this.paused = paused;
    this.versions = versions;
  }

  Optional<HostChange> open(ServerRow server) {
    return transactions.inScope(Scope.engine(), () -> changes.of(server.id()));
  }

  /**
   * The first act of every run on a host.
   *
   * @return what stands in the way; empty if nothing is left of earlier changes
   */
  Optional<Trouble> settle(ServerRow server, PmtaHost host, Runnable pulse) {
    Optional<HostChange> change = open(server);
    if (change.isEmpty()) {
      return Optional.empty();
    }
    if (change.get().phase() == HostChange.Phase.OPEN) {
      return undo(server, host, change.get(), "interrupted", pulse);
    }
    clear(server, host, change.get(), pulse);
    return Optional.empty();
  }

  /**
   * The whole set of files as it was before the change, on disk and running.
   *
   * @param why the change has failed
   */
  Optional<Trouble> undo(
      ServerRow server, PmtaHost host, HostChange change, String why, Runnable pulse) {
    EnginePaths paths = new EnginePaths(server.configPath());
    pulse.run();
    SwapRecovery found = host.recoverAll(paths.journal());
    if (found instanceof SwapRecovery.Changed changed) {
      return Optional.of(
          new Trouble(
              ServerState.HELD,
              "interrupted-adoption",
              changed.path()
                  + " was edited before an interrupted change of it could be undone; put the file of before back"
                  + " (the journal "
                  + paths.journal()
                  + " says where it is kept) and ask again"));
    }
    if (found instanceof SwapRecovery.Busy) {
      return Optional.of(Trouble.degraded("locked", "another program is writing this host"));
    }
    Optional<Trouble> wrong = runAsBefore(server, host, change, found);
    if (wrong.isPresent()) {
      return wrong;
    }
    log.info("an unfinished change of {} is undone: {}", server.name(), why);
    sweep(server, host, paths, pulse);
    if (!server.adopted() && host.read(paths.engineFile()).isEmpty()) {
      host.removeFolder(paths.folder());
    }
    transactions.inScope(
        Scope.engine(),
        () -> {
          if (change.version() != null) {
            versions.markFailed(server.id(), change.version(), why);
          }
          changes.end(server.id(), change.id());
        });
    return Optional.empty();
  }

  private Optional<Trouble> runAsBefore(
      ServerRow server, PmtaHost host, HostChange change, SwapRecovery found) {
    OptionalLong mark = RunningProcess.marker(host);
    if (found instanceof SwapRecovery.Nothing
        && mark.isPresent()
        && !isOfTheChange(server, change, mark.getAsLong())) {
      return Optional.empty();
    }
    ReloadOutcome reload = host.reload();
    OptionalLong after = RunningProcess.marker(host);
    boolean asBefore =
        after.isPresent() ? !isOfTheChange(server, change, after.getAsLong()) : reload.reloaded();
    return asBefore
        ? Optional.empty()
        : Optional.of(
            Trouble.degraded(
                "reload-failed",
                "the files are as before, but the host does not run them: " + reload.describe()));
  }

  /** Whether a running process that shows this generation has loaded what the change wrote. */
  private boolean isOfTheChange(ServerRow server, HostChange change, long generation) {
    if (change.kind() == HostChange.Kind.UNADOPT) {
      return generation == 0;
    }
    Integer version = change.version();
    return version != null
        && transactions.inScope(
            Scope.engine(),
            () ->
                versions
                    .findByServerIdAndN(server.id(), version)
                    .filter(row -> row.generation() == generation)
                    .isPresent());
  }

  /** The change is committed: nothing of what it needed stays on the host. */
  void clear(ServerRow server, PmtaHost host, HostChange change, Runnable pulse) {
    EnginePaths paths = new EnginePaths(server.configPath());
    host.settleAll(paths.journal());
    sweep(server, host, paths, pulse);
    if (change.kind() == HostChange.Kind.ADOPT) {
      keepLastKnownGood(host, paths);
    } else {
      letGo(server, host);
      host.removeFolder(paths.folder());
    }
    transactions.inScope(
        Scope.engine(),
        () -> {
          if (change.kind() == HostChange.Kind.UNADOPT) {
            records.remove(server.id());
            operatorFiles.removeAll(server.id());
          }
          changes.end(server.id(), change.id());
        });
  }

  private static void keepLastKnownGood(PmtaHost host, EnginePaths paths) {
    Optional<HostFile> engine = host.read(paths.engineFile());
    if (engine.isPresent()) {
      host.stageLike(paths.staged(), engine.get().bytes(), engine.get());
      host.swap(paths.staged(), paths.lastKnownGood());
    }
  }

  /** What the engine paused by runtime command may send again: it is the operator's now. */
  private void letGo(ServerRow server, PmtaHost host) {
    List<String> held = transactions.inScope(Scope.engine(), () -> paused.of(server.id()));
    for (String vmta : held) {
      host.resumeQueue(vmta);
      transactions.inScope(Scope.engine(), () -> paused.remove(server.id(), vmta));
    }
  }

  private void sweep(ServerRow server, PmtaHost host, EnginePaths paths, Runnable pulse) {
    TreeSet<String> around =
        new TreeSet<>(
            transactions.inScope(Scope.engine(), () -> operatorFiles.of(server.id()).keySet()));
    HostTree tree = new HostTree(host, server.configPath());
    around.addAll(ConfigTree.read(tree, paths.engineFile()).paths());
    pulse.run();
    new FileSet(host, paths, pulse).sweep(around);
  }
}
