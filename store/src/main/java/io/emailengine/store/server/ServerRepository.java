package io.emailengine.store.server;

import io.emailengine.store.json.Json;
import io.emailengine.store.seal.Sealed;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.ListCrudRepository;

/**
 * PowerMTA hosts; those that are gone are found by id only. Updates that take an epoch are fenced:
 * they return the number of rows changed, and 0 tells the caller that another run owns the server.
 * Every update moves the row's version, so that a {@code save} of an older copy fails instead of
 * undoing it.
 */
public interface ServerRepository extends ListCrudRepository<ServerRow, UUID> {
  @Query("SELECT * FROM server WHERE name = :name AND deleted_at IS NULL")
  Optional<ServerRow> findByName(String name);

  @Query("SELECT * FROM server WHERE deleted_at IS NULL ORDER BY name")
  List<ServerRow> findAllByName();

  @Query("SELECT * FROM server WHERE deleted_at IS NULL ORDER BY name LIMIT :size OFFSET :offset")
  List<ServerRow> page(int size, long offset);

  /** How many there are, without those that are gone. */
  @Query("SELECT count(*) FROM server WHERE deleted_at IS NULL")
  long countPresent();

  /** Locks the row until the transaction ends. */
  @Query("SELECT * FROM server WHERE id = :id FOR UPDATE")
  Optional<ServerRow> lockById(UUID id);

  /** Locks the row until the transaction ends. */
  @Query("SELECT * FROM server WHERE name = :name AND deleted_at IS NULL FOR UPDATE")
  Optional<ServerRow> lockByName(String name);

  /**
   * Locks a server, and with it those that {@link #findSharing} names, in one order for everybody.
   */
  @Query(
      """
      SELECT * FROM server WHERE id = :id OR id IN (
        SELECT ip.server_id FROM sending_ip ip JOIN tenant t ON t.id = ip.tenant_id
        WHERE t.id = :tenantId AND t.daily_quota IS NOT NULL AND ip.state <> 'retired')
      ORDER BY id FOR UPDATE OF server
      """)
  List<ServerRow> lockWithSharing(UUID id, UUID tenantId);

  /** As {@link #lockWithSharing(UUID, UUID)}, for several tenants at once. */
  @Query(
      """
      SELECT * FROM server WHERE id = :id OR id IN (
        SELECT ip.server_id FROM sending_ip ip JOIN tenant t ON t.id = ip.tenant_id
        WHERE t.id IN (:tenantIds) AND t.daily_quota IS NOT NULL AND ip.state <> 'retired')
      ORDER BY id FOR UPDATE OF server
      """)
  List<ServerRow> lockWithSharing(UUID id, Collection<UUID> tenantIds);

  /**
   * The other servers on which caps depend on what this tenant's IPs on this server may send: those
   * with IPs of it, if it has a quota to share.
   */
  @Query(
      """
      SELECT * FROM server WHERE id <> :id AND id IN (
        SELECT ip.server_id FROM sending_ip ip JOIN tenant t ON t.id = ip.tenant_id
        WHERE t.id = :tenantId AND t.daily_quota IS NOT NULL AND ip.state <> 'retired')
      ORDER BY id
      """)
  List<ServerRow> findSharing(UUID id, UUID tenantId);

  /** Locks every server on which this tenant has IPs that may send, in one order for everybody. */
  @Query(
      """
      SELECT * FROM server WHERE id IN (
        SELECT server_id FROM sending_ip
        WHERE tenant_id = :tenantId AND (state <> 'retired' OR drained_at IS NULL))
      ORDER BY id FOR UPDATE
      """)
  List<ServerRow> lockOfTenant(UUID tenantId);

  /** Servers whose next look is overdue since before this instant. */
  @Query(
      "SELECT * FROM server WHERE next_due_at < :before AND deleted_at IS NULL ORDER BY next_due_at")
  List<ServerRow> findOverdue(Instant before);

  /**
   * Intent of this server changed: one generation more, in the transaction of the change. The flags
   * add to those that are already set.
   *
   * @param urgent a stop is in it
   * @param skipSettle a person waits for the result
   */
  @Modifying
  @Query(
      """
      UPDATE server SET desired_gen = desired_gen + 1, dirty_since = coalesce(dirty_since, :now), dirty_last = :now,
        urgent = urgent OR :urgent, skip_settle = skip_settle OR :skipSettle, version = version + 1
      WHERE id = :id
      """)
  int bumpDesired(UUID id, Instant now, boolean urgent, boolean skipSettle);

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

  /** Before the host is touched: which version is about to be put there. */
  @Modifying
  @Query(
      "UPDATE server SET candidate_version = :n, version = version + 1 WHERE id = :id AND epoch = :epoch")
  int recordCandidate(UUID id, long epoch, int n);

  /** The candidate is neither on the disk nor running any more. */
  @Modifying
  @Query(
      "UPDATE server SET candidate_version = NULL, version = version + 1 WHERE id = :id AND epoch = :epoch")
  int clearCandidate(UUID id, long epoch);

  /**
   * This version was read back from the running process (or it ran already and nothing had to be
   * done). Failures and retry are over. If intent has moved on since the render, the server stays
   * dirty from its last change on and keeps its flags.
   *
   * @param generation the {@code desiredGen} that was rendered
   * @param risesDeferred caps were held back until the raise window
   */
  @Modifying
  @Query(
      """
      UPDATE server SET applied_gen = greatest(applied_gen, :generation), running_version = :n, candidate_version = NULL,
        verification = :verification, rises_deferred = :risesDeferred, failures = 0, retry_at = NULL, observed_at = :now,
        dirty_since = CASE WHEN desired_gen <= :generation THEN NULL ELSE dirty_last END,
        dirty_last  = CASE WHEN desired_gen <= :generation THEN NULL ELSE dirty_last END,
        urgent      = CASE WHEN desired_gen <= :generation THEN false ELSE urgent END,
        skip_settle = CASE WHEN desired_gen <= :generation THEN false ELSE skip_settle END,
        version = version + 1
      WHERE id = :id AND epoch = :epoch
      """)
  int recordApplied(
      UUID id,
      long epoch,
      long generation,
      int n,
      @Nullable Verification verification,
      boolean risesDeferred,
      Instant now);

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

  /**
   * A reload was sent, whatever came of it.
   *
   * @param day the engine day that it counts for
   */
  @Modifying
  @Query(
      """
      UPDATE server SET last_reload_at = :now,
        last_urgent_at = CASE WHEN :urgent THEN :now ELSE last_urgent_at END,
        reloads_today = CASE WHEN reload_day = :day THEN reloads_today + 1 ELSE 1 END, reload_day = :day,
        version = version + 1
      WHERE id = :id AND epoch = :epoch
      """)
  int recordReload(UUID id, long epoch, long day, boolean urgent, Instant now);

  /** Caps wait for the raise window, or no longer do. */
  @Modifying
  @Query(
      "UPDATE server SET rises_deferred = :deferred, version = version + 1 WHERE id = :id AND epoch = :epoch")
  int setRisesDeferred(UUID id, long epoch, boolean deferred);

  /** The engine's file was edited by hand; the copy is sealed. A person's answer is awaited. */
  @Modifying
  @Query(
      """
      UPDATE server SET drift_sha = :sha, drift_copy = :copy, drift_overwrite_by = NULL, version = version + 1
      WHERE id = :id AND epoch = :epoch
      """)
  int recordDrift(UUID id, long epoch, String sha, Sealed copy);

  /**
   * The engine has laid stops over the edited file: this is what lies there now. The copy stays
   * what was edited, and a person's answer to it stands.
   */
  @Modifying
  @Query(
      "UPDATE server SET drift_sha = :sha, version = version + 1 WHERE id = :id AND epoch = :epoch AND drift_sha IS NOT NULL")
  int coverDrift(UUID id, long epoch, String sha);

  /** A person's answer to the drift that is there; 0 if there is none. */
  @Modifying
  @Query(
      "UPDATE server SET drift_overwrite_by = :actor, version = version + 1 WHERE id = :id AND drift_sha IS NOT NULL")
  int answerDrift(UUID id, String actor);

  /** The file is the recorded one again. */
  @Modifying
  @Query(
      """
      UPDATE server SET drift_sha = NULL, drift_copy = NULL, drift_overwrite_by = NULL, version = version + 1
      WHERE id = :id AND epoch = :epoch
      """)
  int clearDrift(UUID id, long epoch);

  /**
   * A person made an old version run again: it is rendered until {@link #unpin}. Belongs with
   * {@link #bumpDesired} into one transaction.
   */
  @Modifying
  @Query(
      """
      UPDATE server SET pinned_version = :n, pinned_by = :by, pinned_at = :now, pinned_reason = :reason, version = version + 1
      WHERE id = :id
      """)
  int pin(UUID id, int n, String by, String reason, Instant now);

  /** The plan goes on; 0 if there was no pin. Belongs with {@link #bumpDesired}. */
  @Modifying
  @Query(
      """
      UPDATE server SET pinned_version = NULL, pinned_by = NULL, pinned_at = NULL, pinned_reason = NULL, version = version + 1
      WHERE id = :id AND pinned_version IS NOT NULL
      """)
  int unpin(UUID id);

  /** The stops of this generation are carried out, though the rest of it waits. */
  @Modifying
  @Query(
      "UPDATE server SET urgent = false, version = version + 1 WHERE id = :id AND epoch = :epoch AND desired_gen = :generation")
  int stopsCarriedOut(UUID id, long epoch, long generation);

  /**
   * The host is ahead of the database: intent goes on above what was found there.
   *
   * @param found the generation on the host
   */
  @Modifying
  @Query(
      """
      UPDATE server SET desired_gen = greatest(desired_gen, :found) + 1, dirty_since = coalesce(dirty_since, :now),
        dirty_last = :now, version = version + 1
      WHERE id = :id AND epoch = :epoch
      """)
  int goOnAbove(UUID id, long epoch, long found, Instant now);

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

  /** A person's change of how the host is reached, or when its days begin. */
  @Modifying
  @Query(
      """
      UPDATE server SET host = :host, port = :port, login = :login, host_key = :hostKey, private_key = :privateKey,
        public_key = :publicKey, config_path = :configPath, pmta_path = :pmtaPath, timezone = :timezone,
        day_start = :dayStart, version = version + 1
      WHERE id = :id AND deleted_at IS NULL
      """)
  int change(
      UUID id,
      String host,
      int port,
      String login,
      String hostKey,
      Sealed privateKey,
      String publicKey,
      String configPath,
      String pmtaPath,
      @Nullable String timezone,
      LocalTime dayStart);

  /** It is gone, and with it the run that owns it; 0 if it was before. Its name is free again. */
  @Modifying
  @Query(
      """
      UPDATE server SET deleted_at = :now, epoch = epoch + 1, next_due_at = NULL, version = version + 1
      WHERE id = :id AND deleted_at IS NULL
      """)
  int markDeleted(UUID id, Instant now);

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
