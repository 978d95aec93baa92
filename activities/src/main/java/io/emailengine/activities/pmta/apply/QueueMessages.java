package io.emailengine.activities.pmta.apply;

import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.outbox.Message;
import io.emailengine.store.outbox.OutboxRepository;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.VmtaQueue;
import io.emailengine.workflows.model.DailyCap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people are told of queues. Belongs into the transaction that writes what was seen. */
final class QueueMessages {
  private final OutboxRepository outbox;
  private final ServerRow server;
  private final Duration bounceAfter;
  private final Instant now;

  /**
   * @param bounceAfter in real time
   */
  QueueMessages(OutboxRepository outbox, ServerRow server, Duration bounceAfter, Instant now) {
    this.outbox = outbox;
    this.server = server;
    this.bounceAfter = bounceAfter;
    this.now = now;
  }

  void waitsBehindAStop(VmtaQueue queue, @Nullable SendingIpRow ip, int percent) {
    Instant bounces = now.plus(bounceAfter.minus(queue.age().at(now)));
    tell(
        queue,
        "queue-age-" + percent,
        new Message(
            percent >= 80 ? Message.Severity.CRITICAL : Message.Severity.WARNING,
            "Mail waits behind a stop: " + name(queue, ip),
            List.of(
                queue.queued()
                    + " recipients are queued on "
                    + server.name()
                    + " for VMTA "
                    + queue.vmta()
                    + ", stopped since "
                    + queue.stoppedSince()
                    + ".",
                percent
                    + " % of the time until they bounce has passed: "
                    + bounceAfter
                    + " by the host's smallest bounce-after, over at "
                    + bounces
                    + ".",
                "Release or resume the IP, reroute the mail by hand (pmta set queue), or delete it"
                    + " (pmta delete --queue=*/"
                    + queue.vmta()
                    + "). The engine leaves queued mail alone.")));
  }

  void backlogBegins(VmtaQueue queue, SendingIpRow ip, DailyCap cap, long limit) {
    tell(
        queue,
        "backlog-will-bounce",
        new Message(
            Message.Severity.WARNING,
            "backlog-will-bounce: " + name(queue, ip),
            List.of(
                queue.queued()
                    + " recipients are queued on "
                    + server.name()
                    + " for VMTA "
                    + queue.vmta()
                    + "; with "
                    + cap.messages()
                    + " a day at most "
                    + limit
                    + " can be sent in good time before they bounce.",
                "Send less to it, raise its quota, or reroute some of its mail by hand.")));
  }

  void backlogIsOver(VmtaQueue queue, SendingIpRow ip) {
    tell(
        queue,
        "backlog-over",
        new Message(
            Message.Severity.INFO,
            "Backlog is over: " + name(queue, ip),
            List.of(
                "Was too long since "
                    + queue.backlogSince()
                    + ", over at "
                    + now
                    + "; "
                    + queue.queued()
                    + " recipients are queued.")));
  }

  private void tell(VmtaQueue queue, String what, Message message) {
    String key = "queue/" + server.name() + "/" + queue.vmta() + "/" + what + "/";
    outbox.insert(OutboxRow.message(key + now.toEpochMilli(), message, now));
  }

  private static String name(VmtaQueue queue, @Nullable SendingIpRow ip) {
    return ip == null ? queue.vmta() : ip.address();
  }
}
