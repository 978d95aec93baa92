package io.emailengine.store.ip;

import io.emailengine.store.json.Json;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;

/**
 * New intents for an IP, each fenced by the sequence that the caller saw. Part of {@link
 * SendingIpRepository}.
 */
public interface IpIntentUpdates {
  /**
   * Records an intent: the sequence moves on by one, if it is still where the caller saw it.
   *
   * @param expectedSeq {@code intentSeq} as the caller read it
   * @param riseAskedBy the person who asked; null: a rule of the engine
   * @return 0 if a newer intent is there
   */
  @Modifying
  @Query(
      """
      UPDATE sending_ip SET intent_seq = intent_seq + 1, rise_asked_by = :riseAskedBy, version = version + 1
      WHERE id = :id AND intent_seq = :expectedSeq AND state <> 'retired'
      """)
  int recordIntent(UUID id, long expectedSeq, @Nullable String riseAskedBy);

  /** A person's rise was carried out: what follows is the engine's again. */
  @Modifying
  @Query(
      """
      UPDATE sending_ip SET rise_asked_by = NULL, version = version + 1
      WHERE id = :id AND intent_seq = :expectedSeq AND rise_asked_by IS NOT NULL
      """)
  int clearRiseAsked(UUID id, long expectedSeq);

  /**
   * A person's move of a warm-up to a step, or into one: day 1 of it.
   *
   * @param warmupId the present one, or a new one for a warm-up from the start
   * @param startedAt when the warm-up of that id began
   */
  @Modifying
  @Query(
      """
      UPDATE sending_ip SET state = 'warming', previous_state = NULL, schedule = :schedule, warmup_id = :warmupId,
        step = :step, daily_quota = :cap, step_began_at = :now, step_first_day = NULL, started_at = :startedAt,
        completed_at = NULL, next_due_at = :now, rise_asked_by = :by, intent_seq = intent_seq + 1, version = version + 1
      WHERE id = :id AND intent_seq = :expectedSeq AND state <> 'retired'
      """)
  int beginWarming(
      UUID id,
      long expectedSeq,
      Json schedule,
      UUID warmupId,
      Instant startedAt,
      int step,
      int cap,
      String by,
      Instant now);

  /** Another cap in the state and step that it has; the step's counted days stay. */
  @Modifying
  @Query(
      """
      UPDATE sending_ip SET daily_quota = :cap, rise_asked_by = :by, intent_seq = intent_seq + 1, version = version + 1
      WHERE id = :id AND intent_seq = :expectedSeq AND state <> 'retired'
      """)
  int setQuota(UUID id, long expectedSeq, int cap, String by);

  /** Active with this cap; a warm-up that was not complete is over by it. */
  @Modifying
  @Query(
      """
      UPDATE sending_ip SET state = 'active', previous_state = NULL, daily_quota = :cap,
        completed_at = coalesce(completed_at, :now), next_due_at = NULL, rise_asked_by = :by,
        intent_seq = intent_seq + 1, version = version + 1
      WHERE id = :id AND intent_seq = :expectedSeq AND state <> 'retired'
      """)
  int activate(UUID id, long expectedSeq, int cap, @Nullable String by, Instant now);

  /** Into standby; state, step and quota from before are kept. */
  @Modifying
  @Query(
      """
      UPDATE sending_ip SET previous_state = state, state = 'standby', rise_asked_by = NULL,
        intent_seq = intent_seq + 1, version = version + 1
      WHERE id = :id AND intent_seq = :expectedSeq AND state IN ('warming', 'active', 'resting')
      """)
  int standBy(UUID id, long expectedSeq);

  /**
   * Back to the state from before a standby or quarantine, in the step and with the quota it had.
   */
  @Modifying
  @Query(
      """
      UPDATE sending_ip SET state = previous_state, previous_state = NULL,
        next_due_at = CASE WHEN previous_state = 'warming' THEN :now ELSE NULL END, rise_asked_by = :by,
        intent_seq = intent_seq + 1, version = version + 1
      WHERE id = :id AND intent_seq = :expectedSeq AND previous_state IS NOT NULL
      """)
  int releaseToPrevious(UUID id, long expectedSeq, @Nullable String by, Instant now);

  /** Out for good; it drains from now on. */
  @Modifying
  @Query(
      """
      UPDATE sending_ip SET state = 'retired', previous_state = NULL, retired_at = :now, next_due_at = NULL,
        rise_asked_by = :by, intent_seq = intent_seq + 1, version = version + 1
      WHERE id = :id AND intent_seq = :expectedSeq AND state <> 'retired'
      """)
  int retire(UUID id, long expectedSeq, @Nullable String by, Instant now);
}
