package io.emailengine.activities.warmup;

import io.emailengine.store.intent.Asked;
import io.emailengine.store.intent.IpIntents;
import io.emailengine.store.intent.IpIntents.Locked;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.schedule.WarmupDecision;
import io.emailengine.workflows.warmup.EvaluateWarmup;
import io.emailengine.workflows.warmup.IpWarmupInput;
import io.emailengine.workflows.warmup.PauseSignal;
import io.emailengine.workflows.warmup.RecordIntent;
import io.emailengine.workflows.warmup.ResumeSignal;
import io.emailengine.workflows.warmup.WarmupActivities;
import io.emailengine.workflows.warmup.WarmupEvaluation;
import io.emailengine.workflows.warmup.WarmupEvaluation.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads without locks, because most looks find nothing due; what is due is decided once more under
 * the locks of server and IP.
 */
final class WarmupActivitiesImpl implements WarmupActivities {
  private static final Logger LOG = LoggerFactory.getLogger(WarmupActivitiesImpl.class);

  private static final int MAX_REASON = 500;

  private final Transactions transactions;
  private final WarmupViews views;
  private final WarmupMoves moves;
  private final IpIntents intents;
  private final Clock clock;
  private final Supplier<String> runId;

  WarmupActivitiesImpl(
      Transactions transactions,
      WarmupViews views,
      WarmupMoves moves,
      IpIntents intents,
      Clock clock,
      Supplier<String> runId) {
    this.transactions = transactions;
    this.views = views;
    this.moves = moves;
    this.intents = intents;
    this.clock = clock;
    this.runId = runId;
  }

  @Override
  public WarmupEvaluation evaluate(EvaluateWarmup request) {
    return transactions.inScope(Scope.engine(), () -> look(request, clock.instant()));
  }

  private WarmupEvaluation look(EvaluateWarmup request, Instant now) {
    Optional<SendingIpRow> ip = views.row(request.address());
    if (!owns(request, ip)) {
      return ended(request, ip);
    }
    WarmupView view = views.of(ip.orElseThrow(), now);
    if (view.isInStandby()) {
      return waiting(view, view.afterStandby());
    }
    if (!view.hasExpiredHold() && view.decide() instanceof WarmupDecision.Wait wait) {
      return waiting(view, wait.looksAgainAt());
    }
    return act(request, now);
  }

  private WarmupEvaluation act(EvaluateWarmup request, Instant now) {
    Optional<Locked> locked = intents.lock(request.address());
    Optional<SendingIpRow> ip = locked.map(Locked::ip);
    if (!owns(request, ip)) {
      return ended(request, ip);
    }
    intents.expire(locked.orElseThrow(), now);
    WarmupView view = views.of(locked.orElseThrow(), now);
    if (view.isInStandby()) {
      return waiting(view, view.afterStandby());
    }
    WarmupDecision decision = view.decide();
    if (decision instanceof WarmupDecision.Wait wait) {
      return waiting(view, wait.looksAgainAt());
    }
    if (decision instanceof WarmupDecision.Advance advance) {
      moves.advance(view, advance.nextStep());
    } else {
      moves.complete(view);
    }
    return look(request, now);
  }

  private WarmupEvaluation waiting(WarmupView view, Instant looksAgainAt) {
    views.setNextDue(view.ip(), looksAgainAt);
    return view.waiting(looksAgainAt);
  }

  private static boolean owns(EvaluateWarmup request, Optional<SendingIpRow> ip) {
    return ip.filter(row -> isOf(row, request.warmupId()))
        .filter(row -> row.epoch() == request.epoch() && row.hasWarmup())
        .isPresent();
  }

  private static boolean isOf(SendingIpRow row, String warmupId) {
    return row.warmupId().toString().equals(warmupId);
  }

  private WarmupEvaluation ended(EvaluateWarmup request, Optional<SendingIpRow> ip) {
    boolean complete =
        ip.filter(row -> isOf(row, request.warmupId()) && row.state() == IpState.ACTIVE)
            .filter(row -> row.completedAt() != null)
            .isPresent();
    String state = ip.map(SendingIpRow::state).orElse(IpState.RETIRED).wireName();
    int step = ip.map(SendingIpRow::step).orElse(0);
    int day = complete ? ip.orElseThrow().warmupSchedule().totalDays() : 0;
    return complete
        ? new WarmupEvaluation(Outcome.COMPLETE, null, state, step, day, false, "complete")
        : new WarmupEvaluation(
            Outcome.SUPERSEDED,
            null,
            state,
            step,
            day,
            false,
            "another run or nobody owns it",
            successor(request, ip));
  }

  /** Begun again, or registered anew: the workflow of this address goes on with that. */
  private @Nullable IpWarmupInput successor(EvaluateWarmup request, Optional<SendingIpRow> ip) {
    return ip.filter(SendingIpRow::hasWarmup)
        .filter(row -> !isOf(row, request.warmupId()))
        .map(views::input)
        .orElse(null);
  }

  @Override
  public void recordIntent(RecordIntent request) {
    transactions.inScope(Scope.engine(), () -> record(request, clock.instant()));
  }

  private void record(RecordIntent request, Instant now) {
    Locked locked = intents.lock(request.address()).orElse(null);
    if (locked == null) {
      LOG.warn("A signal to {} is ignored: that IP is gone", request.address());
      return;
    }
    PauseSignal pause = request.pause();
    ResumeSignal resume = request.resume();
    boolean stale =
        locked.ip().epoch() != request.epoch() || !isOf(locked.ip(), request.warmupId());
    if (pause != null) {
      // A stop gets through even from a run that no longer owns the row; its key keeps a replay
      // out.
      intents.pause(locked, asked(request, pause.reason(), now), pause.until());
    } else if (resume != null && !stale) {
      intents.resume(locked, asked(request, resume.reason(), now), resume.freezes());
    } else {
      LOG.warn("A resume of {} by a run that does not own it is ignored", request.address());
    }
  }

  /** A run that was started anew counts from 1 again. */
  private Asked asked(RecordIntent request, @Nullable String reason, Instant now) {
    String key = request.warmupId() + "/" + runId.get() + "/" + request.requestId();
    return new Asked(Actor.TEMPORAL, reason == null ? null : oneLine(reason), key, now);
  }

  /** Typed by hand past every check of the API. */
  private static String oneLine(String reason) {
    String line = reason.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > MAX_REASON ? line.substring(0, MAX_REASON) : line;
  }
}
