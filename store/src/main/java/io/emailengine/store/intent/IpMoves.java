package io.emailengine.store.intent;

import io.emailengine.store.intent.IpIntents.Locked;
import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.ip.UncountedTimes;
import io.emailengine.store.json.Json;
import io.emailengine.store.server.RetiredVmtas;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.lifecycle.Hold;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.lifecycle.Lifecycle;
import io.emailengine.workflows.lifecycle.LifecycleEvent;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.schedule.PresentCap;
import io.emailengine.workflows.schedule.StepChoice;
import io.emailengine.workflows.schedule.WarmupSchedule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What people do with an IP's life: the warm-up begun again, ended, or put on another schedule;
 * standby, release, retirement. Each writes the row, a decision, an audit row, a generation and
 * wake-ups. Everything belongs into one transaction of the caller, of scope engine or operator,
 * that begins with {@link IpIntents#lock}. A rise that a person asks for takes effect at once. All
 * methods throw {@link IntentRefused} where the state has no such exit.
 */
public final class IpMoves {
  private static final String PERSON = IpIntents.PERSON;

  private final SendingIpRepository ips;
  private final HoldRepository holds;
  private final UncountedTimes uncounted;
  private final RetiredVmtas retiredVmtas;
  private final ServerIntents servers;
  private final BacklogGuard backlog;
  private final IntentBook book;

  IpMoves(
      SendingIpRepository ips,
      HoldRepository holds,
      UncountedTimes uncounted,
      RetiredVmtas retiredVmtas,
      ServerIntents servers,
      BacklogGuard backlog,
      IntentBook book) {
    this.ips = ips;
    this.holds = holds;
    this.uncounted = uncounted;
    this.retiredVmtas = retiredVmtas;
    this.servers = servers;
    this.backlog = backlog;
    this.book = book;
  }

  /**
   * Begins the warm-up again: step 1, day 1, a new warm-up id. An active IP warms again.
   *
   * @param force though mail that is queued will bounce
   */
  public void restart(Locked locked, Asked asked, boolean force) {
    require(locked.ip(), LifecycleEvent.RESTART);
    SendingIpRow ip = locked.ip();
    fromTheStart(locked, ip.warmupSchedule(), asked, "restart", force);
  }

  /** Ends the warm-up: active with the cap that runs now. */
  public void finish(Locked locked, Asked asked) {
    SendingIpRow ip = locked.ip();
    require(ip, LifecycleEvent.FINISH);
    int cap = presentCap(ip).messages();
    moved(ips.activate(ip.id(), ip.intentSeq(), cap, ip.riseAskedBy(), asked.now()));
    written(locked, asked, "finish", Map.of("toCap", cap), false);
  }

  /**
   * Another schedule: the step whose cap is the largest that is not above the present one, day 1.
   *
   * @param force though mail that is queued will bounce
   */
  public void setSchedule(Locked locked, WarmupSchedule schedule, Asked asked, boolean force) {
    SendingIpRow ip = locked.ip();
    require(ip, LifecycleEvent.SET_SCHEDULE);
    int step = StepChoice.at(schedule, presentCap(ip));
    DailyCap cap = schedule.step(step).cap();
    if (!force) {
      backlog.check(locked, presentCap(ip), cap);
    }
    warm(ip, schedule, ip.warmupId(), step, cap, asked);
    Map<String, Object> to = new LinkedHashMap<>();
    to.put("schedule", schedule.name());
    to.put("toStep", step);
    to.put("toCap", cap.messages());
    written(locked, asked, "set-schedule", to, false);
  }

  /** Stops it until it is released; state, step and counted days are kept. Twice is once. */
  public void standBy(Locked locked, Asked asked) {
    require(locked.ip(), LifecycleEvent.STANDBY_BY_HAND);
    if (stop(locked.ip(), asked)) {
      written(locked, asked, "standby", Map.of(), true);
    }
  }

  /** Back to the state and step from before the standby; counted days stay. */
  public void releaseToPrevious(Locked locked, Asked asked) {
    SendingIpRow ip = locked.ip();
    IpState previous = ip.previousState();
    if (previous == null) {
      throw noExit(ip, "release to previous");
    }
    require(ip, LifecycleEvent.backTo(previous));
    moved(ips.releaseToPrevious(ip.id(), ip.intentSeq(), asked.by().name(), asked.now()));
    uncounted.end(ip.id(), UncountedTimes.STANDBY, asked.now());
    written(locked, asked, "release", Map.of("to", previous.wireName()), false);
  }

  /** Out of standby or quarantine into a warm-up from the start. */
  public void releaseToWarming(Locked locked, Asked asked) {
    require(locked.ip(), LifecycleEvent.RELEASE_WARMING);
    fromTheStart(locked, locked.ip().warmupSchedule(), asked, "release", true);
  }

  /**
   * Out for good. It drains from now on: out of its pools, with its cap and not paused, until
   * nothing is queued; so the pauses that lie on it end.
   */
  public void retire(Locked locked, Asked asked) {
    SendingIpRow ip = locked.ip();
    require(ip, LifecycleEvent.RETIRE);
    int lifted = holds.endAll(Hold.Kind.PAUSE, ip.id(), asked.now(), asked.by().name());
    boolean wasStopped = lifted > 0 || ip.state().stopsSending();
    moved(
        ips.retire(
            ip.id(),
            ip.intentSeq(),
            wasStopped ? asked.by().name() : ip.riseAskedBy(),
            asked.now()));
    uncounted.end(ip.id(), UncountedTimes.STANDBY, asked.now());
    written(locked, asked, "retire", Map.of("pausesLifted", lifted), false);
  }

  /**
   * Nothing is queued any more for a retired IP that is out of its pools: a virtual MTA that the
   * engine made may leave the configuration, one of the operator's is unmanaged again and stopped.
   * Needs no lock beforehand. Twice is once.
   *
   * @return false if it was drained before
   */
  public boolean drained(UUID ipId, Asked asked) {
    SendingIpRow seen = ips.findById(ipId).orElseThrow();
    ServerRow server = servers.lock(seen.serverId(), seen.tenantId()).orElseThrow();
    if (ips.recordDrained(ipId, asked.now()) == 0) {
      return false;
    }
    if (seen.adopted()) {
      retiredVmtas.add(server.id(), seen.vmta(), asked.now());
    }
    Map<String, Object> inputs = IntentBook.inputs(seen, asked);
    inputs.put("queued", 0);
    inputs.put("vmta", seen.vmta());
    book.decide(seen, asked, "drained", "queue-empty", inputs);
    book.audit(seen, asked, "ip.drained", inputs);
    servers.changed(server, seen.tenantId(), asked.now(), false);
    return true;
  }

  private void fromTheStart(
      Locked locked, WarmupSchedule schedule, Asked asked, String kind, boolean force) {
    SendingIpRow ip = locked.ip();
    DailyCap cap = schedule.step(1).cap();
    if (!force) {
      backlog.check(locked, presentCap(ip), cap);
    }
    UUID warmupId = UUID.randomUUID();
    warm(ip, schedule, warmupId, 1, cap, asked);
    Map<String, Object> to = new LinkedHashMap<>();
    to.put("to", IpState.WARMING.wireName());
    to.put("toStep", 1);
    to.put("toCap", cap.messages());
    to.put("warmupId", warmupId.toString());
    written(locked, asked, kind, to, false);
  }

  /** Into standby, without telling anybody; false if it is there already. */
  boolean stop(SendingIpRow ip, Asked asked) {
    if (ip.state() == IpState.STANDBY) {
      return false;
    }
    moved(ips.standBy(ip.id(), ip.intentSeq()));
    uncounted.begin(ip.tenantId(), ip.id(), UncountedTimes.STANDBY, asked.now());
    return true;
  }

  /** Day 1 of a step, in the present warm-up or a new one. */
  void warm(
      SendingIpRow ip,
      WarmupSchedule schedule,
      UUID warmupId,
      int step,
      DailyCap cap,
      Asked asked) {
    moved(
        ips.beginWarming(
            ip.id(),
            ip.intentSeq(),
            Json.of(schedule),
            warmupId,
            warmupId.equals(ip.warmupId()) ? ip.startedAt() : asked.now(),
            step,
            cap.messages(),
            asked.by().name(),
            asked.now()));
    uncounted.end(ip.id(), UncountedTimes.STANDBY, asked.now());
  }

  /** Active with this cap, wherever it comes from. */
  void activate(SendingIpRow ip, DailyCap cap, Asked asked) {
    moved(ips.activate(ip.id(), ip.intentSeq(), cap.messages(), asked.by().name(), asked.now()));
    uncounted.end(ip.id(), UncountedTimes.STANDBY, asked.now());
  }

  /** The cap that runs, as far as the plan goes. */
  static DailyCap presentCap(SendingIpRow ip) {
    DailyCap planned = new DailyCap(ip.dailyQuota());
    return ip.hasWarmup()
        ? PresentCap.of(
            ip.warmupSchedule(),
            ip.step(),
            planned,
            ip.stepFirstDay() != null,
            ip.runningCap(),
            ip.runningStopped())
        : planned;
  }

  static void require(SendingIpRow ip, LifecycleEvent event) {
    if (Lifecycle.next(ip.state(), event).isEmpty()) {
      throw noExit(ip, event.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
    }
  }

  private static IntentRefused noExit(SendingIpRow ip, String what) {
    return IntentRefused.conflict(
        "wrong-state",
        ip.address() + " is " + ip.state().wireName() + ": no " + what + " from there");
  }

  /** The row is locked, so nobody can have moved it. */
  static void moved(int rows) {
    if (rows != 1) {
      throw new IllegalStateException("the row of the IP is not the one that was locked");
    }
  }

  private void written(Locked locked, Asked asked, String kind, Map<String, ?> to, boolean urgent) {
    SendingIpRow ip = locked.ip();
    Map<String, Object> inputs = IntentBook.inputs(ip, asked);
    inputs.putAll(to);
    book.decide(ip, asked, kind, PERSON, inputs);
    book.audit(ip, asked, "ip." + kind, inputs);
    servers.changed(locked.server(), ip.tenantId(), asked.now(), urgent);
    book.wake(ip, asked.now());
  }
}
