package io.emailengine.workflows.apply;

import io.emailengine.workflows.ActivityPolicies;
import io.emailengine.workflows.Sleep;
import io.emailengine.workflows.apply.ServerEvaluation.Action;
import io.emailengine.workflows.model.WakeSignal;
import io.temporal.common.SearchAttributes;
import io.temporal.workflow.ContinueAsNewOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import io.temporal.workflow.WorkflowLock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Asks what is due, waits for it, does it; one thing at a time. */
public final class PmtaApplyWorkflowImpl implements PmtaApplyWorkflow {
  /** Signals come in swarms. One look answers all that came within this time. */
  private static final Duration LONGEST_GATHERING = Duration.ofSeconds(1);

  private final PmtaActivities rows = stub("asks what is due", false);
  private final PmtaActivities applying = stub("applies", true);
  private final PmtaActivities observing = stub("looks at the host", true);
  private final PmtaActivities serving = stub("serves a request", true);

  private final ServerRef server;
  private final WorkflowLock host = Workflow.newWorkflowLock();
  private int applies;
  private boolean woken;

  /** What is due at once after an action waits a breath: no tight loop turns on a host. */
  private boolean acted;

  private String doing = "starts";
  private @Nullable Instant until;

  @WorkflowInit
  public PmtaApplyWorkflowImpl(ApplyInput input) {
    this.server = new ServerRef(input.server(), input.epoch());
    this.applies = input.progress() == null ? 0 : input.progress().applies();
  }

  private static PmtaActivities stub(String summary, boolean touchesTheHost) {
    return Workflow.newActivityStub(
        PmtaActivities.class,
        touchesTheHost ? ActivityPolicies.host(summary) : ActivityPolicies.database(summary));
  }

  @Override
  public void run(ApplyInput ignored) {
    ServerEvaluation due = evaluate();
    while (due.action() != Action.GONE) {
      if (Sleep.historyIsLong()) {
        continueAsNew();
      }
      if (isDueAfterWaiting(due)) {
        act(due.action());
      }
      due = evaluate();
    }
    Workflow.await(Workflow::isEveryHandlerFinished);
  }

  private ServerEvaluation evaluate() {
    woken = false;
    return rows.evaluate(server);
  }

  /** False if the server's intent changed meanwhile. */
  private boolean isDueAfterWaiting(ServerEvaluation due) {
    Instant asked = Sleep.now();
    if (!due.at().isAfter(asked) && !acted) {
      return true;
    }
    acted = false;
    doing = due.why();
    until = due.at();
    Workflow.setCurrentDetails(due.why() + " until " + due.at());
    Sleep.until(due.at(), () -> woken, due.why());
    if (!woken) {
      return true;
    }
    gather(asked, due.at());
    return false;
  }

  /** Waits no longer than a tenth of what was left: a fast clock gathers for less. */
  private void gather(Instant asked, Instant due) {
    Duration tenth = Duration.between(asked, due).dividedBy(10);
    Instant enough = asked.plus(tenth.compareTo(LONGEST_GATHERING) < 0 ? tenth : LONGEST_GATHERING);
    if (enough.isAfter(Sleep.now())) {
      Sleep.until(enough, () -> false, "gathers signals");
    }
  }

  private void act(Action action) {
    host.lock();
    try {
      until = null;
      doing = action == Action.APPLY ? "applies" : "looks at the host";
      Workflow.setCurrentDetails(doing);
      if (action == Action.APPLY) {
        applying.apply(server);
        applies++;
      } else {
        observing.observe(server);
      }
    } finally {
      acted = true;
      host.unlock();
    }
  }

  private void continueAsNew() {
    Workflow.await(Workflow::isEveryHandlerFinished);
    SearchAttributes shown = Workflow.getTypedSearchAttributes();
    Workflow.continueAsNew(
        ContinueAsNewOptions.newBuilder().setTypedSearchAttributes(shown).build(),
        new ApplyInput(server.server(), server.epoch(), new ApplyProgress(applies)));
  }

  @Override
  public void wake(WakeSignal signal) {
    woken = true;
  }

  @Override
  public HostRequestOutcome serve(HostRequestRef request) {
    host.lock();
    try {
      doing = "serves a request";
      return serving.serve(server, request);
    } finally {
      host.unlock();
      woken = true;
    }
  }

  @Override
  public void refuseBlank(HostRequestRef request) {
    if (request.requestId() == null || request.requestId().isBlank()) {
      throw new IllegalArgumentException("requestId is blank");
    }
  }

  @Override
  public ApplyStatus status() {
    return new ApplyStatus(server.server(), doing, until, applies);
  }
}
