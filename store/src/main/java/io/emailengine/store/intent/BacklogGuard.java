package io.emailengine.store.intent;

import io.emailengine.store.intent.IpIntents.Locked;
import io.emailengine.store.server.Queues;
import io.emailengine.store.server.ServerFacts;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.queue.BacklogPolicy;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Refuses a person's lower cap under which mail that is queued would bounce. Stops never come here;
 * where the host's queues were never read, nobody can tell, and the change passes.
 */
final class BacklogGuard {
  private final Queues queues;

  BacklogGuard(Queues queues) {
    this.queues = queues;
  }

  /**
   * @throws IntentRefused if the cap would make mail bounce that the present one does not
   */
  void check(Locked locked, DailyCap present, DailyCap wanted) {
    OptionalLong queued = queues.queued(locked.server().id(), locked.ip().vmta());
    if (queued.isEmpty()) {
      return;
    }
    Duration bounceAfter = bounceAfter(locked);
    if (BacklogPolicy.causedBy(wanted, present, queued.getAsLong(), bounceAfter)) {
      throw IntentRefused.impossible(
          "backlog-will-bounce",
          "force",
          locked.ip().address()
              + " has "
              + queued.getAsLong()
              + " recipients queued; with "
              + wanted.messages()
              + " a day some would bounce after "
              + bounceAfter.toHours()
              + " h; force=true does it all the same");
    }
  }

  private static Duration bounceAfter(Locked locked) {
    return Duration.ofSeconds(
        java.util.Objects.requireNonNull(
                locked.server().facts(), "an IP lives on an adopted server")
            .as(ServerFacts.class)
            .bounceAfterSeconds());
  }
}
