package io.emailengine.store.server;

import io.emailengine.store.json.Json;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;

/**
 * How a server is: its state, whether it is adopted, what was found on it, and what its run waits
 * for. Part of {@link ServerRepository}.
 */
public interface ServerConditions {
  /**
   * Sets the condition. {@code stateSince} moves only if state or reason do.
   *
   * @return whether state or reason moved: the moment to tell people
   */
  default boolean setState(
      UUID id,
      long epoch,
      ServerState state,
      @Nullable String reason,
      @Nullable String detail,
      Instant now) {
    boolean moved = moveState(id, epoch, state, reason, detail, now) == 1;
    if (!moved) {
      setDetail(id, epoch, detail);
    }
    return moved;
  }

  /** See {@link #setState}. */
  @Modifying
  @Query(
      """
      UPDATE server SET state = :state, reason = :reason, detail = :detail, state_since = :now, version = version + 1
      WHERE id = :id AND epoch = :epoch AND (state <> :state OR reason IS DISTINCT FROM :reason)
      """)
  int moveState(
      UUID id,
      long epoch,
      ServerState state,
      @Nullable String reason,
      @Nullable String detail,
      Instant now);

  /** See {@link #setState}. */
  @Modifying
  @Query(
      """
      UPDATE server SET detail = :detail, version = version + 1
      WHERE id = :id AND epoch = :epoch AND detail IS DISTINCT FROM :detail
      """)
  int setDetail(UUID id, long epoch, @Nullable String detail);

  /** The host was taken over. */
  @Modifying
  @Query(
      "UPDATE server SET adopted_at = coalesce(adopted_at, :now), version = version + 1 WHERE id = :id AND epoch = :epoch")
  int recordAdopted(UUID id, long epoch, Instant now);

  /**
   * The host was given back: nothing of it is known any more but its generations, which go on, so
   * that no later adoption is mistaken for an earlier one.
   */
  @Modifying
  @Query(
      """
      UPDATE server SET adopted_at = NULL, state = 'held', reason = 'not-adopted', detail = NULL, state_since = :now,
        applied_gen = desired_gen, dirty_since = NULL, dirty_last = NULL, urgent = false, skip_settle = false,
        rises_deferred = false, running_version = NULL, candidate_version = NULL, verification = NULL, failures = 0,
        retry_at = NULL, drift_sha = NULL, drift_copy = NULL, drift_overwrite_by = NULL, facts = NULL,
        pinned_version = NULL, pinned_by = NULL, pinned_at = NULL, pinned_reason = NULL, version = version + 1
      WHERE id = :id AND epoch = :epoch AND adopted_at IS NOT NULL
      """)
  int recordUnadopted(UUID id, long epoch, Instant now);

  /** A run failed: one failure more in a row, next try no earlier than {@code retryAt}. */
  @Modifying
  @Query(
      """
      UPDATE server SET failures = failures + 1, retry_at = :retryAt, version = version + 1
      WHERE id = :id AND epoch = :epoch
      """)
  int recordFailed(UUID id, long epoch, Instant retryAt);

  /** The host works again, or a person asked to try now. */
  @Modifying
  @Query(
      "UPDATE server SET failures = 0, retry_at = NULL, version = version + 1 WHERE id = :id AND epoch = :epoch")
  int clearFailures(UUID id, long epoch);

  /** What was found on the host; a time zone that a person set stands. */
  @Modifying
  @Query(
      """
      UPDATE server SET facts = :facts, timezone = coalesce(timezone, :timezone), version = version + 1
      WHERE id = :id AND epoch = :epoch
      """)
  int recordFacts(UUID id, long epoch, Json facts, @Nullable String timezone);

  /** The host was read. */
  @Modifying
  @Query(
      """
      UPDATE server SET observed_at = :now, pmta_started_at = :pmtaStartedAt, version = version + 1
      WHERE id = :id AND epoch = :epoch
      """)
  int recordObserved(UUID id, long epoch, @Nullable String pmtaStartedAt, Instant now);

  /** When the run that owns this server will look again. */
  @Modifying
  @Query(
      "UPDATE server SET next_due_at = :at, version = version + 1 WHERE id = :id AND epoch = :epoch")
  int setNextDue(UUID id, long epoch, @Nullable Instant at);

  /** The way to the host is another one: it is looked at now, and not when the next try is due. */
  @Modifying
  @Query(
      """
      UPDATE server SET failures = 0, retry_at = NULL, observed_at = NULL, version = version + 1
      WHERE id = :id
      """)
  int tryAgain(UUID id);

  /** Lets go a server that is held for this reason; 0 if it is not. */
  @Modifying
  @Query(
      """
      UPDATE server SET state = :state, reason = :newReason, detail = NULL, state_since = :now, version = version + 1
      WHERE id = :id AND state = 'held' AND reason = :reason
      """)
  int letGo(UUID id, String reason, ServerState state, @Nullable String newReason, Instant now);
}
