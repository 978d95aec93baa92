package io.emailengine.api.ip;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.emailengine.workflows.schedule.WarmupStep;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An IP in answers.
 *
 * @param effectiveQuota what runs of the plan once it is applied; 0 when stopped
 * @param queued recipients waiting for it when the host was last read; null: never read
 */
@Schema(name = "Ip")
public record IpAnswer(
    String address,
    String purpose,
    String tenant,
    String server,
    String vmta,
    String hostname,
    @Schema(allowableValues = {"warming", "active", "standby", "quarantined", "resting", "retired"})
        String state,
    List<HoldAnswer> pauses,
    List<HoldAnswer> freezes,
    int dailyQuota,
    int effectiveQuota,
    @JsonInclude @Nullable Long queued,
    @Schema(allowableValues = {"pool", "vmta", "nothing", "unknown"}) String fedBy,
    @Nullable Warmup warmup,
    Blacklists blacklists,
    Config config,
    List<String> warnings) {

  /** A pause or freeze. */
  public record HoldAnswer(
      String id,
      String reason,
      String cause,
      String actor,
      Instant since,
      @JsonInclude @Nullable Instant until) {}

  /** Where the warm-up is; the last four are null where nothing says when. */
  public record Warmup(
      String workflowId,
      String schedule,
      int step,
      int week,
      int day,
      Instant startedAt,
      @JsonInclude @Nullable Instant nextChangeAt,
      @JsonInclude @Nullable Integer nextQuota,
      @JsonInclude @Nullable Instant completesAt,
      @JsonInclude @Nullable Instant completedAt) {}

  /** Not looked at yet. */
  public record Blacklists(
      List<String> listed, List<String> unknown, @JsonInclude @Nullable Instant checkedAt) {
    static final Blacklists NEVER = new Blacklists(List.of(), List.of(), null);
  }

  /** Whether what is wanted of this IP runs, and in which version of the server's configuration. */
  public record Config(
      String server,
      @JsonInclude @Nullable Integer version,
      @JsonInclude @Nullable Instant appliedAt,
      boolean inSync) {}

  /** The plan of a warm-up. */
  @Schema(name = "WarmupPlan")
  public record Plan(
      String address,
      String state,
      String schedule,
      List<PlanStep> steps,
      int step,
      int week,
      int day,
      int totalDays,
      int quotaToday,
      int effectiveQuota,
      Instant startedAt,
      @JsonInclude @Nullable Instant nextChangeAt,
      @JsonInclude @Nullable Integer nextQuota,
      @JsonInclude @Nullable Instant completesAt,
      @JsonInclude @Nullable Instant completedAt,
      List<HoldAnswer> pauses,
      List<HoldAnswer> freezes) {}

  /** One step of the plan; days are those of the whole plan. */
  public record PlanStep(int step, int cap, int days, int firstDay, int lastDay) {
    static PlanStep of(int number, WarmupStep step, int daysBefore) {
      return new PlanStep(
          number, step.cap().messages(), step.days(), daysBefore + 1, daysBefore + step.days());
    }
  }

  /** Why something was done. */
  @Schema(name = "Decision")
  public record Decision(
      Instant at,
      String kind,
      String rule,
      Object inputs,
      @JsonInclude @Nullable Integer configVersion,
      String actor,
      @JsonInclude @Nullable String reason) {}
}
