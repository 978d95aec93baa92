package io.emailengine.activities.pmta.apply;

import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.ip.UncountedTimes;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.server.ServerRepository;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.Verification;
import io.emailengine.store.version.ConfigVersionRepository;
import io.emailengine.store.version.ConfigVersionRow;
import io.emailengine.workflows.lifecycle.IpState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what was read back from a running process: the version, the caps, and the first days
 * of steps.
 */
final class ReadBack {
  private static final Logger log = LoggerFactory.getLogger(ReadBack.class);

  private final Transactions transactions;
  private final ServerRepository servers;
  private final SendingIpRepository ips;
  private final ConfigVersionRepository versions;
  private final HistoryKeeper history;
  private final UncountedTimes uncounted;
  private final Calendars calendars;

  ReadBack(
      Transactions transactions,
      ServerRepository servers,
      SendingIpRepository ips,
      ConfigVersionRepository versions,
      HistoryKeeper history,
      UncountedTimes uncounted,
      Calendars calendars) {
    this.transactions = transactions;
    this.servers = servers;
    this.ips = ips;
    this.versions = versions;
    this.history = history;
    this.uncounted = uncounted;
    this.calendars = calendars;
  }

  /**
   * Belongs into the caller's transaction.
   *
   * @param version what runs
   * @param generation the intent that it satisfies, which may be newer than the version's own
   * @param caps what that intent means
   */
  void record(
      ServerRow server,
      ConfigVersionRow version,
      long generation,
      RenderedCaps caps,
      @Nullable Verification verification,
      Instant now) {
    versions.markApplied(server.id(), version.n(), now);
    history.record(server.id());
    servers.recordApplied(
        server.id(),
        server.epoch(),
        generation,
        version.n(),
        verification,
        caps.risesDeferred(),
        now);
    long today = calendars.of(server).dayOf(now);
    Map<UUID, SendingIpRow> rows = new HashMap<>();
    ips.findRendered(server.id()).forEach(ip -> rows.put(ip.id(), ip));
    boolean pinned = servers.findById(server.id()).orElseThrow().pin() != null;
    if (!pinned) {
      uncounted.endOnServer(server.id(), UncountedTimes.PIN, now);
    }
    for (RenderedVmta vmta : caps.vmtas()) {
      SendingIpRow row = rows.get(UUID.fromString(Objects.requireNonNull(vmta.ipId())));
      if (row != null && pinned && row.state() == IpState.WARMING) {
        count(vmta, row, now);
      }
      if (row != null && saysMore(vmta, row)) {
        UUID warmup = UUID.fromString(Objects.requireNonNull(vmta.warmupId()));
        ips.recordRunning(
            row.id(),
            vmta.cap(),
            vmta.stopped(),
            version.n(),
            warmup,
            vmta.step(),
            vmta.reached() ? today : null);
        ips.clearRiseAsked(row.id(), vmta.intentSeq());
      }
    }
  }

  /** Days below the step's cap under a pin are not counted. */
  private void count(RenderedVmta vmta, SendingIpRow row, Instant now) {
    if (vmta.reached()) {
      uncounted.end(row.id(), UncountedTimes.PIN, now);
    } else if (!vmta.stopped()) {
      uncounted.begin(row.tenantId(), row.id(), UncountedTimes.PIN, now);
    }
  }

  /** Most IPs of a server do not change with an apply: they cost no statement. */
  private static boolean saysMore(RenderedVmta vmta, SendingIpRow row) {
    return !Objects.equals(row.runningCap(), vmta.cap())
        || row.runningStopped() != vmta.stopped()
        || row.configVersion() == null
        || row.riseAskedBy() != null
        || (vmta.reached() && row.stepFirstDay() == null);
  }

  /** Those whose step's cap is rendered in full but was never seen running. */
  List<RenderedVmta> unseen(RenderedCaps caps) {
    return transactions.inScope(
        Scope.engine(),
        () ->
            caps.vmtas().stream()
                .filter(RenderedVmta::reached)
                .filter(
                    vmta -> {
                      SendingIpRow ip =
                          ips.findById(UUID.fromString(Objects.requireNonNull(vmta.ipId())))
                              .orElse(null);
                      return ip != null && ip.stepFirstDay() == null && ip.step() == vmta.step();
                    })
                .toList());
  }
}
