package io.emailengine.activities.pmta.apply;

import io.emailengine.store.seal.Sealed;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.apply.ApplyOutcome;
import io.emailengine.workflows.apply.ApplyOutcome.Kind;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An engine's file that somebody else has touched: a copy is kept, and a person is asked. */
final class DriftWatch {
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

  /** Sha of the file that may be overwritten; null if none may. */
  @Nullable String overwritable() {
    return overwrites() ? server.driftSha() : null;
  }

  /** Keeps what was found, and holds the server until a person answers. */
  ApplyOutcome found(ProtocolResult.Drifted drifted) {
    String sha = Objects.requireNonNullElse(drifted.sha256(), ApplyProtocol.MISSING);
    String what =
        ApplyProtocol.MISSING.equals(sha)
            ? "The engine's file is gone."
            : "The engine's file was edited by hand; a copy is kept.";
    String detail =
        overwrites()
            ? what + " It is not the edit that was to be overwritten; answer again."
            : what;
    return parts.inEngineScope(
        () -> {
          if (overwrites() || !sha.equals(server.driftSha())) {
            Sealed copy = parts.sealer().seal(drifted.bytes(), ServerRow.driftPurpose(server.id()));
            if (parts.servers().recordDrift(server.id(), server.epoch(), sha, copy) == 0) {
              throw new SupersededException();
            }
          }
          return held(sha, detail, overwrites() || server.driftSha() == null);
        });
  }

  /** The file is in order, but a drift was never answered. */
  Optional<ApplyOutcome> unanswered() {
    if (server.driftSha() == null || overwrites()) {
      return Optional.empty();
    }
    return Optional.of(
        held(
            server.driftSha(),
            "The file is the recorded one again; drift/overwrite confirms it.",
            false));
  }

  /**
   * @param news not told yet
   */
  private ApplyOutcome held(String sha, String detail, boolean news) {
    parts.condition().drifted(server.id(), server.epoch(), Trouble.drift(detail), news);
    return new ApplyOutcome(Kind.HELD, "drift: " + sha);
  }
}
