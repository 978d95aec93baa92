package io.emailengine.worker;

import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up while the worker polls and Temporal can be reached. */
final class WorkerHealthIndicator implements HealthIndicator {
  private static final int SECONDS = 2;

  private final Temporal temporal;
  private final WorkerRoom room;

  WorkerHealthIndicator(Temporal temporal, WorkerRoom room) {
    this.temporal = temporal;
    this.room = room;
  }

  @Override
  public Health health() {
    if (!room.isRunning()) {
      return Health.down().withDetail("worker", "does not poll").build();
    }
    try {
      temporal
          .callStubs()
          .blockingStub()
          .withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
          .getSystemInfo(GetSystemInfoRequest.getDefaultInstance());
      return Health.up().withDetail("temporal", "reachable").build();
    } catch (StatusRuntimeException e) {
      return Health.down().withDetail("temporal", e.getStatus().getCode().name()).build();
    }
  }
}
