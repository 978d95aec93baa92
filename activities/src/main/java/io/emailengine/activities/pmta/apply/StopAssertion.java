package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.HostCommandException;
import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.HoldRow;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.outbox.Message;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.PausedQueues;
import io.emailengine.store.server.RetiredVmtas;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerWatches;
import io.emailengine.workflows.lifecycle.Hold;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the queues of stopped virtual MTAs paused, and lets go those whose stop is over. PowerMTA
 * does not promise that a pause outlives a reload or a restart, so it is asserted again and again;
 * asserting twice is asserting once.
 */
final class StopAssertion {
  private final Transactions transactions;
  private final SendingIpRepository ips;
  private final HoldRepository holds;
  private static final Logger log = LoggerFactory.getLogger(StopAssertion.class);

  private final PausedQueues paused;
  private final ServerWatches watches;
  private final OutboxRepository outbox;
  private final RetiredVmtas retired;
  private final Clock clock;

  StopAssertion(
      Transactions transactions,
      SendingIpRepository ips,
      HoldRepository holds,
      PausedQueues paused,
      RetiredVmtas retired,
      ServerWatches watches,
      OutboxRepository outbox,
      Clock clock) {
    this.transactions = transactions;
    this.ips = ips;
    this.holds = holds;
    this.paused = paused;
    this.watches = watches;
    this.outbox = outbox;
    this.retired = retired;
    this.clock = clock;
  }

  private record Wanted(Set<String> stopped, List<String> toLetGo) {}

  void assertOn(PmtaHost host, ServerRow server) {
    Wanted wanted =
        transactions.inScope(
            Scope.engine(),
            () -> {
              Set<String> stopped = stopped(server.id());
              stopped.forEach(vmta -> paused.add(server.id(), vmta, clock.instant()));
              return new Wanted(
                  stopped,
                  paused.of(server.id()).stream().filter(vmta -> !stopped.contains(vmta)).toList());
            });
    List<String> failed = new ArrayList<>();
    String why = "";
    for (String vmta : wanted.stopped()) {
      try {
        host.pauseQueue(vmta);
      } catch (HostCommandException e) {
        failed.add(vmta); // the others must stop all the same; the next look tries again
        why = String.valueOf(e.getMessage());
      }
    }
    for (String vmta : wanted.toLetGo()) {
      try {
        host.resumeQueue(vmta);
        transactions.inScope(Scope.engine(), () -> paused.remove(server.id(), vmta));
      } catch (HostCommandException e) {
        log.warn("the queues of {} could not be let go: {}", vmta, e.getMessage());
      }
    }
    report(server, failed, why);
  }

  /** Told once when commands begin to fail or fail for others, and once when they work again. */
  private void report(ServerRow server, List<String> failed, String why) {
    transactions.inScope(
        Scope.engine(),
        () -> {
          List<String> told = watches.of(server.id()).silentPauses();
          if (told.equals(failed)) {
            return;
          }
          watches.setSilentPauses(server.id(), failed);
          Instant now = clock.instant();
          outbox.insert(
              OutboxRow.message(
                  "server/" + server.name() + "/pauses/" + now.toEpochMilli(),
                  failed.isEmpty()
                      ? new Message(
                          Message.Severity.INFO,
                          "Pause commands work again on " + server.name(),
                          List.of("All stopped virtual MTAs are paused."))
                      : new Message(
                          Message.Severity.CRITICAL,
                          "Pause command fails on " + server.name(),
                          List.of(
                              "Not paused: " + String.join(", ", failed) + ".",
                              Trouble.degraded("pause-failed", why).detail(),
                              "The engine tries again with every look; their cap is 1 a day once"
                                  + " the configuration was applied.")),
                  now));
        });
  }

  /**
   * Belongs into a transaction. One that still runs stopped is let go only after its configuration.
   */
  Set<String> stopped(UUID serverId) {
    Instant now = clock.instant();
    Set<UUID> pausedIps = new HashSet<>();
    for (HoldRow hold : holds.findLyingOnServer(serverId, now)) {
      if (hold.kind() == Hold.Kind.PAUSE) {
        pausedIps.add(hold.ipId());
      }
    }
    Set<String> stopped = new TreeSet<>(retired.of(serverId));
    for (SendingIpRow ip : ips.findRendered(serverId)) {
      if (pausedIps.contains(ip.id()) || ip.state().stopsSending() || ip.runningStopped()) {
        stopped.add(ip.vmta());
      }
    }
    return stopped;
  }
}
