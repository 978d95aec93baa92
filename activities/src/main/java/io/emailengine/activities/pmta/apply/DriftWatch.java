package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.plan.ConfigPlan;
import io.emailengine.store.outbox.OutboxRow;
import io.emailengine.store.seal.Sealed;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.ServerWatch;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.apply.ApplyOutcome.Kind;
import io.emailengine.workflows.lifecycle.IpState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An engine's file that somebody else has touched: a copy is kept, raises are frozen, a person is
 * asked. Stops get through meanwhile.
 */
final class DriftWatch {
  /** Cause of the freezes that lie on a server's IPs while it has drifted. */
  static final String CAUSE = "drift";

  private final ApplyParts parts;
  private final ServerRow server;

  /**
   * @param server the row as it was when the run began
   */
  DriftWatch(ApplyParts parts, ServerRow server) {
    this.parts = parts;
    this.server = server;
  }

  /** Whether a person said that the recorded file is to be put back. */
  boolean overwrites() {
    return server.driftOverwriteBy() != null;
  }

  /**
   * Sha of the file that may be overwritten: the edit that was answered, or what has become of it
   * by stops that the engine laid over it; null if none may.
   *
   * @param disk sha of what lies there
   */
  @Nullable String overwritable(String disk) {
    if (!overwrites()) {
      return null;
    }
    return hasOwnStops(disk) ? disk : server.driftSha();
  }

  /** Whether it is the recorded edit, only with stops that an interrupted run has laid over it. */
  private boolean hasOwnStops(String sha) {
    if (server.driftSha() == null) {
      return false;
    }
    ServerWatch.Edit ours = parts.inEngineScope(() -> parts.watches().of(server.id())).edit();
    return ours != null && ours.sha256().equals(sha);
  }

  /** Keeps what was found, and holds the server until a person answers. */
  ApplyOutcome found(ProtocolResult.Drifted drifted, EditedFile edited) {
    String sha = Objects.requireNonNullElse(drifted.sha256(), ApplyProtocol.MISSING);
    boolean gone = ApplyProtocol.MISSING.equals(sha);
    boolean known = sha.equals(server.driftSha());
    boolean ownStops = !known && hasOwnStops(sha);
    String what =
        gone
            ? "The engine's file is gone."
            : "The engine's file was edited by hand; a copy is kept.";
    String detail =
        overwrites()
            ? what + " It is not the edit that was to be overwritten; answer again."
            : what;
    boolean news = overwrites() || server.driftSha() == null;
    ApplyOutcome outcome =
        parts.inEngineScope(
            () -> {
              if (ownStops) {
                parts.servers().coverDrift(server.id(), server.epoch(), sha);
              } else if (!known) {
                keep(sha, drifted.bytes());
                freeze();
              }
              return held(sha, detail, news);
            });
    if (!gone) {
      edited.stop(sha, drifted.bytes());
    }
    return outcome;
  }

  private void keep(String sha, byte[] bytes) {
    Sealed copy = parts.sealer().seal(bytes, ServerRow.driftPurpose(server.id()));
    if (parts.servers().recordDrift(server.id(), server.epoch(), sha, copy) == 0) {
      throw new SupersededException();
    }
    parts.watches().setEdit(server.id(), null); // those were stops over another edit
  }

  private void freeze() {
    parts
        .holds()
        .freezeServer(
            server.id(),
            CAUSE,
            "the engine's file on " + server.name() + " was edited by hand",
            parts.clock().instant());
  }

  /**
   * The recorded file lies there again, though nobody answered: somebody mended it by hand, and the
   * drift is over. What the edit may have made to run is read back.
   *
   * @return what is wrong; empty: there is no drift, or it is over
   */
  Optional<Trouble> mended(KnownConfig good, ApplyProtocol protocol) {
    if (server.driftSha() == null || overwrites()) {
      return Optional.empty();
    }
    if (!runs(good, protocol)
        && protocol.reload(good, "the file was mended by hand")
            instanceof ProtocolResult.Unsettled unsettled) {
      return Optional.of(Trouble.degraded(unsettled.reason(), unsettled.detail()));
    }
    parts.inEngineScope(
        () -> {
          Instant now = parts.clock().instant();
          over(now);
          parts.condition().well(parts.servers().findById(server.id()).orElseThrow(), now);
          return now;
        });
    return Optional.empty();
  }

  /** Forgets the drift and lifts its freezes. Belongs into a transaction. */
  private void over(Instant now) {
    parts.servers().clearDrift(server.id(), server.epoch());
    parts.watches().setEdit(server.id(), null);
    if (parts.holds().unfreezeServer(server.id(), CAUSE, now, "engine") > 0) {
      // A raise that was due meanwhile may still find today's window open.
      parts.ips().findByServer(server.id()).stream()
          .filter(ip -> ip.state() == IpState.WARMING)
          .forEach(ip -> parts.outbox().insert(OutboxRow.wakeIp(ip.address(), now)));
    }
  }

  /** The marker is the same in an edited file: what was edited tells. */
  private boolean runs(KnownConfig good, ApplyProtocol protocol) {
    Sealed copy = server.driftCopy();
    if (copy == null || ApplyProtocol.MISSING.equals(server.driftSha())) {
      return true;
    }
    byte[] edited = parts.sealer().open(copy, ServerRow.driftPurpose(server.id()));
    if (!Sha256.hex(edited).equals(server.driftSha())) {
      return false; // stops were laid over the edit, and they run
    }
    ConfigPlan plan = ConfigPlan.between(text(edited), text(good.bytes()));
    boolean capsOnly =
        plan.vmtasAdded().isEmpty()
            && plan.vmtasRemoved().isEmpty()
            && plan.vmtasChanged().isEmpty()
            && plan.poolsAdded().isEmpty()
            && plan.poolsRemoved().isEmpty()
            && plan.poolsChanged().isEmpty();
    return capsOnly
        && plan.caps().stream()
            .allMatch(
                cap ->
                    cap.to().isPresent()
                        && protocol.cap(cap.vmta()).orElse(-1) == cap.to().get().messages());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * @param news not told yet
   */
  private ApplyOutcome held(String sha, String detail, boolean news) {
    parts.condition().drifted(server.id(), server.epoch(), Trouble.drift(detail), news);
    return new ApplyOutcome(Kind.HELD, "drift: " + sha);
  }

  /**
   * The recorded configuration, or a newer one, was read back: the drift is over. Belongs into the
   * transaction that records it.
   */
  void applied(Instant now) {
    if (server.driftSha() != null) {
      over(now);
    }
  }
}
