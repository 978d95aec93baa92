package io.emailengine.api.temporal;

import io.emailengine.store.json.Json;
import io.emailengine.store.testing.StoreTestContext;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.apply.HostRequestOutcome;
import io.emailengine.workflows.apply.HostRequestRef;
import io.emailengine.workflows.apply.PmtaActivities;
import io.emailengine.workflows.apply.ServerEvaluation;
import io.emailengine.workflows.apply.ServerEvaluation.Action;
import io.emailengine.workflows.apply.ServerRef;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A host with nothing due, whose writer answers every request with 200. */
final class WritingActivities implements PmtaActivities {
  private enum Serving {
    ANSWERS,
    SERVES_NOTHING,
    FAILS
  }

  private final StoreTestContext store;
  private final List<Long> epochs = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch held = new CountDownLatch(0);
  private volatile Serving serving = Serving.ANSWERS;
  private volatile boolean gone;

  WritingActivities(StoreTestContext store) {
    this.store = store;
  }

  void hold() {
    held = new CountDownLatch(1);
  }

  void letGo() {
    held.countDown();
  }

  void serveNothing() {
    serving = Serving.SERVES_NOTHING;
  }

  void fail() {
    serving = Serving.FAILS;
  }

  void forgetTheServer() {
    gone = true;
  }

  void knowTheServer() {
    gone = false;
  }

  List<Long> epochs() {
    return List.copyOf(epochs);
  }

  @Override
  public ServerEvaluation evaluate(ServerRef ref) {
    Instant later = Instant.now().plus(Duration.ofHours(1));
    return gone
        ? new ServerEvaluation(Action.GONE, Instant.now(), "gone")
        : new ServerEvaluation(Action.OBSERVE, later, "nothing is due");
  }

  @Override
  public ApplyOutcome apply(ServerRef ref) {
    return new ApplyOutcome(ApplyOutcome.Kind.UNCHANGED, "");
  }

  @Override
  public void observe(ServerRef ref) {}

  @Override
  public HostRequestOutcome serve(ServerRef ref, HostRequestRef request) {
    epochs.add(ref.epoch());
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (serving == Serving.FAILS) {
      throw ApplicationFailure.newNonRetryableFailure("broken", "Broken");
    }
    if (serving == Serving.SERVES_NOTHING) {
      return new HostRequestOutcome(request.requestId(), false);
    }
    store.engine(
        () ->
            store
                .hostRequests()
                .answer(
                    UUID.fromString(request.requestId()),
                    200,
                    Json.of(Map.of("done", true)),
                    Instant.now()));
    return new HostRequestOutcome(request.requestId(), true);
  }
}
