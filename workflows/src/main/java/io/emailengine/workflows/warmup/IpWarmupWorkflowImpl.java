package io.emailengine.workflows.warmup;

import io.emailengine.workflows.ActivityPolicies;
import io.emailengine.workflows.Sleep;
import io.emailengine.workflows.Workflows;
import io.emailengine.workflows.model.WakeSignal;
import io.emailengine.workflows.warmup.WarmupEvaluation.Outcome;
import io.temporal.common.SearchAttributes;
import io.temporal.workflow.ContinueAsNewOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Looks at the row, sleeps until it is due again, looks again. */
public final class IpWarmupWorkflowImpl implements IpWarmupWorkflow {
  private final WarmupActivities rows =
      Workflow.newActivityStub(
          WarmupActivities.class, ActivityPolicies.database("looks at the row"));
  private final WarmupActivities intents =
      Workflow.newActivityStub(
          WarmupActivities.class, ActivityPolicies.database("writes a signal to the row"));

  private final IpWarmupInput input;
  private final Queue<RawSignal> signals = new ArrayDeque<>();
  private int evaluations;
  private int recorded;
  private boolean woken;
  private @Nullable WarmupEvaluation last;

  /** One of the two, in the order of arrival. */
  private record RawSignal(@Nullable PauseSignal pause, @Nullable ResumeSignal resume) {}

  @WorkflowInit
  public IpWarmupWorkflowImpl(IpWarmupInput input) {
    this.input = input;
    WarmupProgress progress = input.progress() == null ? WarmupProgress.NONE : input.progress();
    this.evaluations = progress.evaluations();
    this.recorded = progress.intents();
  }

  @Override
  public WarmupResult run(IpWarmupInput ignored) {
    WarmupEvaluation row = look();
    while (row.outcome() == Outcome.WAIT || row.successor() != null) {
      if (row.successor() != null) {
        succeed(row, row.successor());
      } else {
        if (Sleep.historyIsLong()) {
          continueAsNew();
        }
        Sleep.until(
            Objects.requireNonNull(row.looksAgainAt()),
            () -> woken || !signals.isEmpty(),
            row.summary());
      }
      row = look();
    }
    Workflow.await(Workflow::isEveryHandlerFinished);
    return new WarmupResult(input.address(), row.outcome().name().toLowerCase(Locale.ROOT));
  }

  /** Signals first: the row that is looked at holds them. */
  private WarmupEvaluation look() {
    WarmupEvaluation row;
    do {
      recordSignals();
      woken = false;
      row = rows.evaluate(new EvaluateWarmup(input.address(), input.warmupId(), input.epoch()));
      evaluations++;
    } while (!signals.isEmpty());
    last = row;
    show(row);
    return row;
  }

  private void recordSignals() {
    while (!signals.isEmpty()) {
      RawSignal signal = signals.remove();
      recorded++;
      String requestId = Workflow.getInfo().getWorkflowId() + "/" + recorded;
      intents.recordIntent(
          new RecordIntent(
              input.address(),
              input.warmupId(),
              input.epoch(),
              requestId,
              signal.pause(),
              signal.resume()));
    }
  }

  private void show(WarmupEvaluation row) {
    Workflow.setCurrentDetails(row.summary());
    SearchAttributes shown = Workflow.getTypedSearchAttributes();
    // Whoever starts a run gives it these only where the server knows them: without, an upsert
    // would be refused for ever.
    if (!shown.containsKey(Workflows.IP_STATE)) {
      return;
    }
    boolean moved =
        !row.state().equals(shown.get(Workflows.IP_STATE))
            || !Long.valueOf(row.step()).equals(shown.get(Workflows.WARMUP_STEP));
    if (moved) {
      Workflow.upsertTypedSearchAttributes(
          Workflows.IP_STATE.valueSet(row.state()),
          Workflows.WARMUP_STEP.valueSet((long) row.step()));
    }
  }

  private void continueAsNew() {
    Workflow.await(Workflow::isEveryHandlerFinished);
    if (!signals.isEmpty()) {
      return;
    }
    Workflow.continueAsNew(
        ContinueAsNewOptions.newBuilder()
            .setTypedSearchAttributes(Workflow.getTypedSearchAttributes())
            .build(),
        new IpWarmupInput(
            input.address(),
            input.tenant(),
            input.server(),
            input.warmupId(),
            input.epoch(),
            new WarmupProgress(evaluations, recorded)));
  }

  /** The IP has begun another warm-up: this workflow goes on with it, unless a signal came in. */
  private void succeed(WarmupEvaluation row, IpWarmupInput successor) {
    Workflow.await(Workflow::isEveryHandlerFinished);
    if (!signals.isEmpty()) {
      return;
    }
    SearchAttributes shown = Workflow.getTypedSearchAttributes();
    if (shown.containsKey(Workflows.IP_STATE)) {
      shown =
          SearchAttributes.newBuilder(shown)
              .set(Workflows.TENANT, successor.tenant())
              .set(Workflows.MAIL_NODE, successor.server())
              .set(Workflows.IP_STATE, row.state())
              .set(Workflows.WARMUP_STEP, (long) row.step())
              .build();
    }
    Workflow.continueAsNew(
        ContinueAsNewOptions.newBuilder().setTypedSearchAttributes(shown).build(), successor);
  }

  @Override
  public void pause(PauseSignal signal) {
    signals.add(new RawSignal(signal, null));
  }

  @Override
  public void resume(ResumeSignal signal) {
    signals.add(new RawSignal(null, signal));
  }

  @Override
  public void wake(WakeSignal signal) {
    woken = true;
  }

  @Override
  public WarmupStatus status() {
    WarmupEvaluation row = last;
    Instant looksAgainAt = row == null ? null : row.looksAgainAt();
    return new WarmupStatus(
        input.address(),
        row == null ? "unknown" : row.state(),
        row == null ? 0 : row.step(),
        row == null ? 0 : row.day(),
        row != null && row.paused(),
        looksAgainAt,
        evaluations);
  }
}
