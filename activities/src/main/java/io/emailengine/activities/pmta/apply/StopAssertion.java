package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.host.PmtaHost;
import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.HoldRow;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.PausedQueues;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.lifecycle.Hold;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Keeps the queues of stopped virtual MTAs paused, and lets go those whose stop is over. PowerMTA
 * does not promise that a pause outlives a reload or a restart, so it is asserted again and again;
 * asserting twice is asserting once.
 */
final class StopAssertion {
  private final Transactions transactions;
  private final SendingIpRepository ips;
  private final HoldRepository holds;
  private final PausedQueues paused;
  private final Clock clock;

  StopAssertion(
      Transactions transactions,
      SendingIpRepository ips,
      HoldRepository holds,
      PausedQueues paused,
      Clock clock) {
    this.transactions = transactions;
    this.ips = ips;
    this.holds = holds;
    this.paused = paused;
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
    wanted.stopped().forEach(host::pauseQueue);
    for (String vmta : wanted.toLetGo()) {
      host.resumeQueue(vmta);
      transactions.inScope(Scope.engine(), () -> paused.remove(server.id(), vmta));
    }
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
    Set<String> stopped = new TreeSet<>();
    for (SendingIpRow ip : ips.findByServer(serverId)) {
      if (pausedIps.contains(ip.id()) || ip.state().stopsSending() || ip.runningStopped()) {
        stopped.add(ip.vmta());
      }
    }
    return stopped;
  }
}
