package io.emailengine.activities.pmta.apply;

import io.emailengine.store.outbox.Message;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerState;
import io.emailengine.store.server.ServerWatches;
import io.emailengine.workflows.apply.ApplyTiming;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The condition of servers, and telling people of it: one message when a trouble begins, one more
 * if it turns into one that only a person can end, one when it is over.
 */
final class ServerCondition {
  private final Transactions transactions;
  private final ServerRepository servers;
  private final OutboxRepository outbox;
  private final ServerWatches watches;
  private final ApplyTiming timing;
  private final Clock clock;

  ServerCondition(
      Transactions transactions,
      ServerRepository servers,
      OutboxRepository outbox,
      ServerWatches watches,
      ApplyTiming timing,
      Clock clock) {
    this.transactions = transactions;
    this.servers = servers;
    this.outbox = outbox;
    this.watches = watches;
    this.timing = timing;
    this.clock = clock;
  }

  /** A run failed: its trouble is shown, told once, and tried again later. */
  void failed(UUID serverId, long epoch, Trouble trouble) {
    transactions.inScope(
        Scope.engine(),
        () -> {
          Instant now = clock.instant();
          ServerRow server = servers.lockById(serverId).orElseThrow();
          boolean moved = write(server, epoch, trouble, now);
          boolean begins = server.state() == ServerState.READY;
          // A line that comes and goes does not make a trouble new that only a person can end.
          boolean needsAPerson =
              trouble.state() == ServerState.HELD
                  && !trouble.reason().equals(watches.of(serverId).told());
          if (moved && (begins || needsAPerson)) {
            tell(server, trouble, now);
          }
        });
  }

  /**
   * Drift outlasts other troubles: a host that was out of reach meanwhile does not make it new.
   *
   * @param news whether people are told
   */
  void drifted(UUID serverId, long epoch, Trouble trouble, boolean news) {
    transactions.inScope(
        Scope.engine(),
        () -> {
          Instant now = clock.instant();
          ServerRow server = servers.lockById(serverId).orElseThrow();
          write(server, epoch, trouble, now);
          if (news && server.epoch() == epoch) {
            tell(server, trouble, now);
          }
        });
  }

  private boolean write(ServerRow server, long epoch, Trouble trouble, Instant now) {
    boolean moved =
        servers.setState(
            server.id(), epoch, trouble.state(), trouble.reason(), trouble.detail(), now);
    servers.recordFailed(server.id(), epoch, timing.retryAt(server.failures() + 1, now));
    return moved;
  }

  private void tell(ServerRow server, Trouble trouble, Instant now) {
    if (trouble.state() == ServerState.HELD) {
      watches.setTold(server.id(), trouble.reason());
    }
    outbox.insert(
        OutboxRow.message(
            "server/" + server.name() + "/trouble/" + now.toEpochMilli(),
            begin(server, trouble, now),
            now));
  }

  /** Nothing of the engine is on the host. */
  void free(UUID serverId, long epoch) {
    transactions.inScope(
        Scope.engine(),
        () -> {
          servers.clearFailures(serverId, epoch);
          servers.setState(
              serverId, epoch, ServerState.HELD, ServerRow.NOT_ADOPTED, null, clock.instant());
        });
  }

  /** The host does what it should. Belongs into the caller's transaction. */
  void well(ServerRow server, Instant now) {
    if (servers.setState(server.id(), server.epoch(), ServerState.READY, null, null, now)
        && server.state() != ServerState.READY) {
      watches.setTold(server.id(), null);
      if (ServerRow.NOT_ADOPTED.equals(server.reason())) {
        return;
      }
      outbox.insert(
          OutboxRow.message(
              "server/" + server.name() + "/well/" + now.toEpochMilli(), end(server, now), now));
    }
  }

  private static Message begin(ServerRow server, Trouble trouble, Instant now) {
    boolean held = trouble.state() == ServerState.HELD;
    String next =
        held
            ? trouble.reason().equals("drift")
                ? "Look at the file; POST /api/v2/servers/"
                    + server.name()
                    + "/drift/accept takes what was edited, …/drift/overwrite puts the engine's version back."
                : "The engine waits for a person."
            : "The engine tries again by itself.";
    return new Message(
        held ? Message.Severity.CRITICAL : Message.Severity.WARNING,
        "Apply failed on " + server.name() + ": " + trouble.reason(),
        List.of(
            trouble.detail(),
            "Since "
                + now
                + ". "
                + Math.max(0, server.desiredGen() - server.appliedGen())
                + " change(s) wait; the configuration from before keeps running.",
            next));
  }

  private static Message end(ServerRow server, Instant now) {
    return new Message(
        Message.Severity.INFO,
        server.name() + " does as asked again",
        List.of(
            "Was "
                + server.state().wireName()
                + " ("
                + server.reason()
                + ") since "
                + server.stateSince()
                + ", over at "
                + now
                + "."));
  }
}
