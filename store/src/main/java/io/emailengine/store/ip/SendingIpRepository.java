package io.emailengine.store.ip;

import io.emailengine.store.json.Json;
import io.emailengine.workflows.lifecycle.IpState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.ListCrudRepository;

/**
 * Sending IPs. Updates that take an epoch are fenced: they return the number of rows changed, and 0
 * tells the caller that another run owns the IP or the step has moved. Every update moves the row's
 * version, so that a {@code save} of an older copy fails instead of undoing it.
 */
public interface SendingIpRepository extends ListCrudRepository<SendingIpRow, UUID> {
  /** The row that is not retired. */
  @Query("SELECT * FROM sending_ip WHERE address = :address AND state <> 'retired'")
  Optional<SendingIpRow> findByAddress(String address);

  /** The row that is not retired, locked until the transaction ends. */
  @Query("SELECT * FROM sending_ip WHERE address = :address AND state <> 'retired' FOR UPDATE")
  Optional<SendingIpRow> lockByAddress(String address);

  /** The rows that are not retired, of these addresses. */
  @Query("SELECT * FROM sending_ip WHERE address IN (:addresses) AND state <> 'retired'")
  List<SendingIpRow> findByAddresses(Collection<String> addresses);

  /** All of a server that are not retired, in the order in which they came. */
  @Query(
      "SELECT * FROM sending_ip WHERE server_id = :serverId AND state <> 'retired' ORDER BY created_at, id")
  List<SendingIpRow> findByServer(UUID serverId);

  /**
   * All of a server that stand in its configuration: those that are not retired, and those that are
   * and still drain; in the order in which they came.
   */
  @Query(
      """
      SELECT * FROM sending_ip WHERE server_id = :serverId AND (state <> 'retired' OR drained_at IS NULL)
      ORDER BY created_at, id
      """)
  List<SendingIpRow> findRendered(UUID serverId);

  /** The row of this address that was retired last, drained or not. */
  @Query(
      "SELECT * FROM sending_ip WHERE address = :address AND state = 'retired' ORDER BY retired_at DESC LIMIT 1")
  Optional<SendingIpRow> findLastRetired(String address);

  /**
   * Names of virtual MTAs that the engine made on this server and that may leave its configuration:
   * retired with nothing queued, and nobody else's since.
   */
  @Query(
      """
      SELECT DISTINCT vmta FROM sending_ip gone
      WHERE server_id = :serverId AND state = 'retired' AND drained_at IS NOT NULL AND NOT adopted
        AND NOT EXISTS (SELECT 1 FROM sending_ip ip WHERE ip.server_id = gone.server_id AND ip.vmta = gone.vmta
          AND (ip.state <> 'retired' OR ip.drained_at IS NULL))
      """)
  List<String> findRemovableVmtas(UUID serverId);

  /** All of a tenant that may send, on every server: not retired, or still draining. */
  @Query(
      """
      SELECT * FROM sending_ip WHERE tenant_id = :tenantId AND (state <> 'retired' OR drained_at IS NULL)
      ORDER BY created_at, id
      """)
  List<SendingIpRow> findByTenant(UUID tenantId);

  /** How many of a tenant are not retired. */
  @Query("SELECT count(*) FROM sending_ip WHERE tenant_id = :tenantId AND state <> 'retired'")
  long countByTenant(UUID tenantId);

  /** How many of a server are not retired. */
  @Query("SELECT count(*) FROM sending_ip WHERE server_id = :serverId AND state <> 'retired'")
  long countByServer(UUID serverId);

  /** Those whose next look is overdue since before this instant. */
  @Query(
      "SELECT * FROM sending_ip WHERE state <> 'retired' AND next_due_at < :before ORDER BY next_due_at, id")
  List<SendingIpRow> findOverdue(Instant before);

  /** One page of the IPs that the filter lets through, in the order in which they came. */
  default List<SendingIpRow> page(IpFilter filter, int size, long offset) {
    return page(
        filter.state(),
        filter.tenantId(),
        filter.serverId(),
        filter.purpose(),
        filter.paused(),
        filter.now(),
        size,
        offset);
  }

  /** How many IPs the filter lets through. */
  default long count(IpFilter filter) {
    return count(
        filter.state(),
        filter.tenantId(),
        filter.serverId(),
        filter.purpose(),
        filter.paused(),
        filter.now());
  }

  /** See {@link #page(IpFilter, int, long)}. */
  @Query(
      "SELECT ip.* " + IpSql.FILTERED + " ORDER BY ip.created_at, ip.id LIMIT :size OFFSET :offset")
  List<SendingIpRow> page(
      @Nullable IpState state,
      @Nullable UUID tenantId,
      @Nullable UUID serverId,
      @Nullable String purpose,
      @Nullable Boolean paused,
      Instant now,
      int size,
      long offset);

  /** See {@link #count(IpFilter)}. */
  @Query("SELECT count(*) " + IpSql.FILTERED)
  long count(
      @Nullable IpState state,
      @Nullable UUID tenantId,
      @Nullable UUID serverId,
      @Nullable String purpose,
      @Nullable Boolean paused,
      Instant now);

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

  /** When the run that owns this IP will look again. */
  @Modifying
  @Query(
      "UPDATE sending_ip SET next_due_at = :at, version = version + 1 WHERE id = :id AND epoch = :epoch")
  int setNextDue(UUID id, long epoch, @Nullable Instant at);

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
