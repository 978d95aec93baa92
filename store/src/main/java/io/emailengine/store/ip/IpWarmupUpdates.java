package io.emailengine.store.ip;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;

/**
 * What the run that owns an IP writes, fenced by its epoch. Part of {@link SendingIpRepository}.
 */
public interface IpWarmupUpdates {
  /**
   * Begins the next step of a warm-up: a new intent of the engine, which waits for the raise
   * window. Compare-and-set: twice is once.
   *
   * @param expectedStep the step that is over
   * @param cap the new step's cap
   */
  @Modifying
  @Query(
      """
      UPDATE sending_ip SET step = :newStep, daily_quota = :cap, step_began_at = :now, step_first_day = NULL,
        rise_asked_by = NULL, intent_seq = intent_seq + 1, version = version + 1
      WHERE id = :id AND epoch = :epoch AND step = :expectedStep AND state = 'warming'
      """)
  int beginStep(UUID id, long epoch, int expectedStep, int newStep, int cap, Instant now);

  /** Ends a warm-up whose last step is over: active with the last cap. Twice is once. */
  @Modifying
  @Query(
      """
      UPDATE sending_ip SET state = 'active', completed_at = :now, next_due_at = NULL, version = version + 1
      WHERE id = :id AND epoch = :epoch AND step = :lastStep AND state = 'warming'
      """)
  int complete(UUID id, long epoch, int lastStep, Instant now);

  /** When the run that owns this IP will look again. */
  @Modifying
  @Query(
      "UPDATE sending_ip SET next_due_at = :at, version = version + 1 WHERE id = :id AND epoch = :epoch")
  int setNextDue(UUID id, long epoch, @Nullable Instant at);
}
