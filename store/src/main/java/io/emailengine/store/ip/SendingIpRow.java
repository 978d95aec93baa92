package io.emailengine.store.ip;

import io.emailengine.store.json.Json;
import io.emailengine.store.json.JsonCodec;
import io.emailengine.workflows.lifecycle.IpState;
import io.emailengine.workflows.schedule.WarmupSchedule;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A sending IP: its place, its plan, and what runs.
 *
 * @param poolId null: its VMTA lives in an unmapped adopted pool
 * @param adopted the VMTA was the operator's
 * @param dailyQuota the plan's cap today
 * @param schedule a {@link WarmupSchedule}; see {@link #warmupSchedule()}
 * @param warmupId new for every restart
 * @param step from 1
 * @param stepFirstDay engine day on which the step's cap was read back; null: not yet
 * @param runningCap as last read back; null: never yet
 * @param configVersion {@code n} of the version in which cap or stop last changed
 * @param riseAskedBy the person who asked for the present intent, which may therefore rise outside
 *     the raise window; null: a rule of the engine
 * @param intentSeq grows with every intent
 * @param epoch grows with every run that the reconciler starts; writes of older runs change nothing
 * @param requestHash of the request that made it
 * @param warnings a list of words; see {@link #warningCodes()}
 * @param previousState where one in standby or quarantine came from
 * @param drainedAt when a retired one had nothing queued any more; until then it stays in its
 *     host's configuration
 * @param version null until inserted; {@code save} inserts then, and updates by compare-and-set
 *     afterwards
 */
@Table("sending_ip")
public record SendingIpRow(
    @Id UUID id,
    UUID tenantId,
    UUID serverId,
    @Nullable UUID poolId,
    String address,
    String purpose,
    String vmta,
    boolean adopted,
    String hostname,
    IpState state,
    int dailyQuota,
    Json schedule,
    UUID warmupId,
    int step,
    Instant stepBeganAt,
    @Nullable Long stepFirstDay,
    Instant startedAt,
    @Nullable Instant completedAt,
    @Nullable Integer runningCap,
    boolean runningStopped,
    @Nullable Integer configVersion,
    @Nullable String riseAskedBy,
    long intentSeq,
    long epoch,
    @Nullable Instant nextDueAt,
    String requestHash,
    Json warnings,
    Instant createdAt,
    @Nullable Instant retiredAt,
    @Nullable IpState previousState,
    @Nullable Instant drainedAt,
    @Version @Nullable Long version) {

  /**
   * A registered IP: warming in step 1, or active (complete from the start) if {@code state} says
   * so.
   *
   * @param riseAskedBy who registered it: a person's wish takes effect at once
   */
  public static SendingIpRow registered(
      UUID id,
      UUID tenantId,
      UUID serverId,
      @Nullable UUID poolId,
      String address,
      String purpose,
      String vmta,
      boolean adopted,
      String hostname,
      IpState state,
      int dailyQuota,
      WarmupSchedule schedule,
      UUID warmupId,
      @Nullable String riseAskedBy,
      String requestHash,
      List<String> warnings,
      Instant now) {
    boolean warming = state == IpState.WARMING;
    return new SendingIpRow(
        id,
        tenantId,
        serverId,
        poolId,
        address,
        purpose,
        vmta,
        adopted,
        hostname,
        state,
        dailyQuota,
        Json.of(schedule),
        warmupId,
        warming ? 1 : schedule.stepCount(),
        now,
        null,
        now,
        warming ? null : now,
        null,
        false,
        null,
        riseAskedBy,
        1,
        1,
        warming ? now : null,
        requestHash,
        Json.of(warnings),
        now,
        null,
        null,
        null,
        null);
  }

  /** Retired, and something may still be queued for it. */
  public boolean draining() {
    return state == IpState.RETIRED && drainedAt == null;
  }

  /** In a warm-up, though perhaps in one that is interrupted by a standby. */
  public boolean hasWarmup() {
    return state == IpState.WARMING
        || (state == IpState.STANDBY && previousState == IpState.WARMING);
  }

  public WarmupSchedule warmupSchedule() {
    return schedule.as(WarmupSchedule.class);
  }

  public List<String> warningCodes() {
    return JsonCodec.readList(warnings, String.class);
  }
}
