package io.emailengine.api.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.emailengine.store.server.ServerRow;
import io.emailengine.store.server.Verification;
import io.emailengine.store.version.ConfigVersionSummary;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A server in answers.
 *
 * @param pinned the version that a rollback pinned it to; null: none
 * @param queued recipients waiting on it; null: not read
 * @param dayStart local time at which a day begins, such as {@code 00:10}
 * @param reloadsToday planned reloads of this engine day
 */
@Schema(name = "Server")
@JsonInclude
public record ServerAnswer(
    String name,
    String host,
    int port,
    String user,
    String configPath,
    String pmta,
    @Nullable String publicKey,
    boolean adopted,
    @Schema(allowableValues = {"ready", "degraded", "held", "unreachable"}) String state,
    @Nullable String reason,
    @Nullable String detail,
    Instant since,
    Generation generation,
    @Nullable Integer version,
    @Nullable String sha256,
    @Nullable String verification,
    @Nullable Drift drift,
    @Nullable Integer pinned,
    @Nullable Long queued,
    int reloadsToday,
    @Nullable String timezone,
    String dayStart) {

  /** Intent and what was last applied and read back. */
  public record Generation(long desired, long applied) {}

  /** The engine's file is not the recorded one. */
  public record Drift(String sha256, Instant since, boolean answered) {}

  static ServerAnswer of(
      ServerRow row,
      @Nullable ConfigVersionSummary running,
      @Nullable Long queued,
      Duration engineDay,
      Instant now) {
    Verification verification = row.verification();
    String driftSha = row.driftSha();
    Long reloadDay = row.reloadDay();
    boolean today = reloadDay != null && reloadDay == row.calendar(engineDay).dayOf(now);
    return new ServerAnswer(
        row.name(),
        row.host(),
        row.port(),
        row.login(),
        row.configPath(),
        row.pmtaPath(),
        row.publicKey().isEmpty() ? null : row.publicKey(),
        row.adopted(),
        row.state().wireName(),
        row.reason(),
        row.detail(),
        row.stateSince(),
        new Generation(row.desiredGen(), row.appliedGen()),
        row.runningVersion(),
        running == null ? null : running.sha256(),
        verification == null ? null : verification.wireName(),
        driftSha == null
            ? null
            : new Drift(driftSha, row.stateSince(), row.driftOverwriteBy() != null),
        row.pin() == null ? null : row.pin().version(),
        queued,
        today ? row.reloadsToday() : 0,
        row.timezone(),
        row.dayStart().toString());
  }
}
