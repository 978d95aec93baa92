package io.emailengine.store.server;

import io.emailengine.workflows.queue.StopAge;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one virtual MTA's queue.
 *
 * @param queued recipients at the last complete read of the host
 * @param emptyAt the last read that found it empty, before what is queued now; null: never
 * @param stoppedSince since when it must not send; null: it may
 * @param toldPercent of the time until bounces that people were told of; 0: none yet
 * @param backlogSince since when more is queued than can be sent in time; null: it is not
 */
public record VmtaQueue(
    String vmta,
    long queued,
    @Nullable Instant emptyAt,
    @Nullable Instant stoppedSince,
    int toldPercent,
    @Nullable Instant backlogSince) {
  /** One that no read has shown anything queued for. */
  public static VmtaQueue empty(String vmta) {
    return new VmtaQueue(vmta, 0, null, null, 0, null);
  }

  public StopAge age() {
    return new StopAge(queued, stoppedSince, emptyAt);
  }
}
