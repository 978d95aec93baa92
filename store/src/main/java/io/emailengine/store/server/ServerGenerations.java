package io.emailengine.store.server;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;

/**
 * What a server shall run and what it runs: generations of intent, the version on its way there,
 * the one that runs, and a pin. Part of {@link ServerRepository}.
 */
public interface ServerGenerations {
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
}
