package io.emailengine.store.ip;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;

/** What became of an IP on its host, whoever saw it. Part of {@link SendingIpRepository}. */
public interface IpHostFacts {
  /**
   * What was read back from the running process. Changes nothing if nothing is new; not fenced,
   * because it is a fact of the host whoever read it.
   *
   * @param version {@code n} of the configuration; kept only if cap or stop are new
   * @param warmupId the warm-up that was rendered
   * @param step the step that was rendered: a first day is never set on a later one
   * @param firstDayIfUnset engine day on which the step's cap was first seen; null: not its cap
   */
  @Modifying
  @Query(
      """
      UPDATE sending_ip SET
        config_version = CASE WHEN running_cap IS DISTINCT FROM :cap OR running_stopped <> :stopped OR config_version IS NULL
                              THEN :version ELSE config_version END,
        running_cap = :cap, running_stopped = :stopped,
        step_first_day = CASE WHEN warmup_id = :warmupId AND step = :step
                              THEN coalesce(step_first_day, :firstDayIfUnset) ELSE step_first_day END,
        version = version + 1
      WHERE id = :id AND (running_cap IS DISTINCT FROM :cap OR running_stopped <> :stopped OR config_version IS NULL
        OR (step_first_day IS NULL AND cast(:firstDayIfUnset AS bigint) IS NOT NULL
            AND warmup_id = :warmupId AND step = :step))
      """)
  int recordRunning(
      UUID id,
      @Nullable Integer cap,
      boolean stopped,
      int version,
      UUID warmupId,
      int step,
      @Nullable Long firstDayIfUnset);

  /** Nothing is queued for a retired one any more. Twice is once. */
  @Modifying
  @Query(
      """
      UPDATE sending_ip SET drained_at = :now, version = version + 1
      WHERE id = :id AND state = 'retired' AND drained_at IS NULL
      """)
  int recordDrained(UUID id, Instant now);

  /** Its host is given back: it is retired, and nothing of it is in a configuration any more. */
  @Modifying
  @Query(
      """
      UPDATE sending_ip SET state = 'retired', previous_state = NULL, retired_at = coalesce(retired_at, :now),
        drained_at = :now, running_cap = NULL, running_stopped = false, rise_asked_by = NULL, epoch = epoch + 1, next_due_at = NULL, intent_seq = intent_seq + 1, version = version + 1
      WHERE id = :id AND (state <> 'retired' OR drained_at IS NULL)
      """)
  int retireWithServer(UUID id, Instant now);

  /** The pools of a server that is given back are forgotten. */
  @Modifying
  @Query(
      "UPDATE sending_ip SET pool_id = NULL, version = version + 1 WHERE server_id = :serverId AND pool_id IS NOT NULL")
  int leavePools(UUID serverId);
}
