package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.HostException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.server.ServerLock;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.apply.ApplyOutcome.Kind;
import io.emailengine.workflows.apply.ServerRef;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run of the apply protocol on one server, from its row to its row. Converges from wherever an
 * earlier run died.
 */
final class ServerApplier {
  private final ApplyParts parts;
  private final PersonChanges changes;
  private final Looks looks;

  ServerApplier(ApplyParts parts, PersonChanges changes, Looks looks) {
    this.parts = parts;
    this.changes = changes;
    this.looks = looks;
  }

  /**
   * @param push false: only look as much as is due, recover, and assert stops
   * @param heartbeat called between steps
   */
  ApplyOutcome run(ServerRef ref, boolean push, Runnable heartbeat) {
    ServerRow server = load(ref);
    if (server == null) {
      return superseded();
    }
    if (!server.adopted()) {
      return new ApplyOutcome(Kind.HELD, "not adopted");
    }
    Optional<ServerLock> free = parts.locks().tryLock(server.id());
    if (free.isEmpty()) {
      Trouble busy = Trouble.degraded("locked", "another process is writing this host");
      parts.condition().failed(server.id(), ref.epoch(), busy);
      return new ApplyOutcome(Kind.FAILED, busy.detail());
    }
    try (ServerLock lock = free.get()) {
      // Once more: whoever held the lock until now may have moved the row.
      ServerRow locked = load(ref);
      if (locked == null) {
        throw new SupersededException();
      }
      try (PmtaHost host = parts.hosts().open(locked)) {
        if (!push && looks.queuesAreEnough(locked, host)) {
          return new ApplyOutcome(Kind.UNCHANGED, "the queues were read");
        }
        ApplyRun run = new ApplyRun(parts, locked, host, lock, heartbeat);
        ApplyOutcome outcome = go(run, push);
        changes.settle(run, run.pushed());
        return outcome;
      }
    } catch (HostException e) {
      Trouble trouble = Trouble.of(e);
      parts.condition().failed(server.id(), ref.epoch(), trouble);
      return new ApplyOutcome(Kind.FAILED, trouble.reason() + ": " + trouble.detail());
    } catch (SupersededException e) {
      return superseded();
    }
  }

  private ApplyOutcome go(ApplyRun run, boolean push) {
    Recovery found = run.recover();
    if (found instanceof Recovery.Completed completed) {
      return completed.outcome();
    }
    if (found instanceof Recovery.Blocked blocked) {
      looks.queuesOfBlocked(run);
      return blocked.outcome();
    }
    return push ? run.apply() : run.looked();
  }

  private static ApplyOutcome superseded() {
    return new ApplyOutcome(Kind.SUPERSEDED, "another run owns the server");
  }

  private @Nullable ServerRow load(ServerRef ref) {
    return parts.<@Nullable ServerRow>inEngineScope(
        () ->
            parts
                .servers()
                .findByName(ref.server())
                .filter(row -> row.epoch() == ref.epoch())
                .orElse(null));
  }
}
