package io.emailengine.store.server;

import io.emailengine.store.json.Json;
import io.emailengine.store.seal.Sealed;
import io.emailengine.workflows.schedule.DayCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Embedded;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A PowerMTA host: what a person said, what the engine wants, and what is known of it.
 *
 * @param privateKey sealed for purpose {@link #privateKeyPurpose(UUID)}
 * @param timezone null until read from the host or set
 * @param adoptedAt null until adopted
 * @param reason stable word: not-adopted, drift, host-key, reload-failed, …
 * @param detail one line for people, no secrets
 * @param desiredGen grows with every change of intent
 * @param appliedGen the {@code desiredGen} that was last rendered, applied and read back
 * @param dirtySince first change not yet applied
 * @param dirtyLast last change not yet applied
 * @param urgent a stop is among those changes
 * @param skipSettle a person waits for the result
 * @param risesDeferred caps wait for the next raise window
 * @param runningVersion {@code n} of the version read back from the running process
 * @param candidateVersion {@code n} written before the host is touched; what recovery looks for
 * @param reloadDay engine day that {@code reloadsToday} counts
 * @param failures runs that failed in a row
 * @param retryAt no earlier than this is the host tried again
 * @param observedAt when the host was last read
 * @param driftSha sha of an engine's file that is not the recorded one
 * @param driftCopy the file as somebody edited it, without the stops that the engine has laid over
 *     it since, sealed for purpose {@link #driftPurpose(UUID)}
 * @param driftOverwriteBy a person's answer to drift, kept until it was carried out
 * @param facts what adoption and later reads found
 * @param pmtaStartedAt PowerMTA's start, in its own words; a change means it was restarted
 * @param pin a person's rollback; null: the plan is rendered
 * @param epoch grows with every run that the reconciler starts; writes of older runs change nothing
 * @param version null until inserted; {@code save} inserts then, and updates by compare-and-set
 *     afterwards
 */
@Table("server")
public record ServerRow(
    @Id UUID id,
    String name,
    String host,
    int port,
    String login,
    String hostKey,
    Sealed privateKey,
    String publicKey,
    String configPath,
    String pmtaPath,
    @Nullable String timezone,
    LocalTime dayStart,
    Instant createdAt,
    @Nullable Instant adoptedAt,
    ServerState state,
    @Nullable String reason,
    @Nullable String detail,
    Instant stateSince,
    long desiredGen,
    long appliedGen,
    @Nullable Instant dirtySince,
    @Nullable Instant dirtyLast,
    boolean urgent,
    boolean skipSettle,
    boolean risesDeferred,
    @Nullable Integer runningVersion,
    @Nullable Integer candidateVersion,
    @Nullable Verification verification,
    @Nullable Instant lastReloadAt,
    @Nullable Instant lastUrgentAt,
    @Nullable Long reloadDay,
    int reloadsToday,
    int failures,
    @Nullable Instant retryAt,
    @Nullable Instant observedAt,
    @Nullable String driftSha,
    @Nullable Sealed driftCopy,
    @Nullable String driftOverwriteBy,
    @Nullable Json facts,
    @Nullable String pmtaStartedAt,
    @Embedded(onEmpty = Embedded.OnEmpty.USE_NULL, prefix = "pinned_") @Nullable ServerPin pin,
    long epoch,
    @Nullable Instant nextDueAt,
    @Version @Nullable Long version) {
  public static final String NOT_ADOPTED = "not-adopted";

  /** Reason of a server that shows another key than the one that was given for it. */
  public static final String HOST_KEY = "host-key";

  /**
   * Where generations begin. The marker on a host is the value of a directive that operators use
   * with small numbers: a generation must never be mistaken for one of those.
   */
  public static final long FIRST_GENERATION = 1_000_000;

  /** What a person says of a new server; the rest has its first value. Held until adopted. */
  public static ServerRow registered(
      UUID id,
      String name,
      String host,
      int port,
      String login,
      String hostKey,
      Sealed privateKey,
      String publicKey,
      String configPath,
      String pmtaPath,
      @Nullable String timezone,
      Instant now) {
    return new ServerRow(
        id,
        name,
        host,
        port,
        login,
        hostKey,
        privateKey,
        publicKey,
        configPath,
        pmtaPath,
        timezone,
        LocalTime.of(0, 10),
        now,
        null,
        ServerState.HELD,
        NOT_ADOPTED,
        null,
        now,
        FIRST_GENERATION,
        FIRST_GENERATION,
        null,
        null,
        false,
        false,
        false,
        null,
        null,
        null,
        null,
        null,
        null,
        0,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        1,
        now,
        null);
  }

  /** This server's days; of UTC until its time zone was read from the host or set. */
  public DayCalendar calendar(Duration engineDay) {
    return DayCalendar.of(
        engineDay, timezone == null ? ZoneOffset.UTC : ZoneId.of(timezone), dayStart);
  }

  public boolean adopted() {
    return adoptedAt != null;
  }

  /** Purpose that the private key of this server is sealed for. */
  public static String privateKeyPurpose(UUID serverId) {
    return "server.private_key:" + serverId;
  }

  /** Purpose that the kept copy of an edited file is sealed for. */
  public static String driftPurpose(UUID serverId) {
    return "server.drift_copy:" + serverId;
  }
}
