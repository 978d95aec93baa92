package io.emailengine.store.intent;

import io.emailengine.store.ip.HoldRepository;
import io.emailengine.store.ip.HoldRow;
import io.emailengine.store.ip.SendingIpRepository;
import io.emailengine.store.ip.SendingIpRow;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.lifecycle.Hold;
import io.emailengine.workflows.model.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Pauses and resumes IPs: hold, intent sequence, decision, audit row, generation and outbox rows.
 * Everything belongs into one transaction of the caller, of scope engine or operator, that begins
 * with {@link #lock}.
 */
public final class IpIntents {
  /** Cause of holds that a person laid. */
  public static final String PERSON = "person";

  private final SendingIpRepository ips;
  private final HoldRepository holds;
  private final ServerIntents servers;
  private final IntentBook book;

  IpIntents(SendingIpRepository ips, HoldRepository holds, ServerIntents servers, IntentBook book) {
    this.ips = ips;
    this.holds = holds;
    this.servers = servers;
    this.book = book;
  }

  /** An IP and its server, locked until the transaction ends. */
  public record Locked(SendingIpRow ip, ServerRow server) {}

  /**
   * Locks the row that is not retired, and its server before it: whoever writes both takes them in
   * this order, so that nobody waits in a circle.
   */
  public Optional<Locked> lock(String address) {
    return ips.findByAddress(address)
        .flatMap(seen -> servers.lock(seen.serverId(), seen.tenantId()))
        .flatMap(
            server ->
                ips.lockByAddress(address)
                    .filter(ip -> ip.serverId().equals(server.id()))
                    .map(ip -> new Locked(ip, server)));
  }

  /**
   * Stops an IP's sending, at once.
   *
   * @param until when it ends by itself; null: by a person only
   * @return false if this request was carried out before
   */
  public boolean pause(Locked locked, Asked asked, @Nullable Instant until) {
    SendingIpRow ip = locked.ip();
    String reason = Objects.requireNonNullElse(asked.reason(), "");
    if (book.isDone(ip, asked) || !holds.insert(hold(ip, asked, reason, until))) {
      return false;
    }
    ips.recordIntent(ip.id(), ip.intentSeq(), null);
    Map<String, Object> inputs = IntentBook.inputs(ip, asked);
    inputs.put("until", until);
    book.decide(ip, asked, "pause", PERSON, inputs);
    changed(locked, asked, true, "ip.pause", inputs);
    return true;
  }

  /**
   * Lifts all pauses, and all freezes if asked. Nothing happens if none lies.
   *
   * @return false if nothing was lifted, or this request was carried out before
   */
  public boolean resume(Locked locked, Asked asked, boolean freezes) {
    SendingIpRow ip = locked.ip();
    if (book.isDone(ip, asked)) {
      return false;
    }
    String by = asked.by().name();
    int pauses = holds.endAll(Hold.Kind.PAUSE, ip.id(), asked.now(), by);
    int frozen = freezes ? holds.endAll(Hold.Kind.FREEZE, ip.id(), asked.now(), by) : 0;
    boolean lifted = pauses + frozen > 0;
    // A signal that lifted nothing is noted all the same: its retry must not lift a later pause.
    if (!lifted && asked.requestId() == null) {
      return false;
    }
    Map<String, Object> inputs = IntentBook.inputs(ip, asked);
    inputs.put("pausesLifted", pauses);
    inputs.put("freezesLifted", frozen);
    book.decide(ip, asked, "resume", PERSON, inputs);
    if (lifted) {
      String riseAskedBy = pauses > 0 && asked.by().isPerson() ? by : ip.riseAskedBy();
      ips.recordIntent(ip.id(), ip.intentSeq(), riseAskedBy);
      changed(locked, asked, false, "ip.resume", inputs);
    }
    return lifted;
  }

  /**
   * Notes that the holds of an IP whose time is over have ended. What rises by it waits for the
   * raise window. Twice is once.
   *
   * @return whether any did
   */
  public boolean expire(Locked locked, Instant now) {
    SendingIpRow ip = locked.ip();
    List<HoldRow> over =
        holds.findByIpSince(ip.id(), ip.createdAt()).stream()
            .filter(hold -> hold.endedAt() == null && hold.until() != null)
            .filter(hold -> holds.expire(hold.id(), now) == 1)
            .toList();
    for (HoldRow hold : over) {
      Asked asked = new Asked(Actor.ENGINE, "its time is over: " + hold.reason(), null, now);
      Map<String, Object> inputs = IntentBook.inputs(ip, asked);
      inputs.put("since", hold.since());
      inputs.put("until", hold.until());
      boolean pause = hold.kind() == Hold.Kind.PAUSE;
      book.decide(ip, asked, pause ? "resume" : "unfreeze", "until", inputs);
      changed(locked, asked, false, pause ? "ip.resume" : "ip.unfreeze", inputs);
    }
    return !over.isEmpty();
  }

  private static HoldRow hold(
      SendingIpRow ip, Asked asked, String reason, @Nullable Instant until) {
    return new HoldRow(
        UUID.randomUUID(),
        ip.tenantId(),
        ip.id(),
        Hold.Kind.PAUSE,
        PERSON,
        reason,
        asked.by().name(),
        asked.requestId(),
        asked.now(),
        until,
        null,
        null);
  }

  private void changed(
      Locked locked, Asked asked, boolean urgent, String action, Map<String, Object> detail) {
    SendingIpRow ip = locked.ip();
    servers.changed(locked.server(), ip.tenantId(), asked.now(), urgent);
    book.audit(ip, asked, action, detail);
    if (ip.hasWarmup()) {
      book.wake(ip, asked.now());
    }
  }
}
