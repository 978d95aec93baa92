package io.emailengine.store.outbox;

import io.emailengine.store.jdbc.WithInsert;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;

/**
 * The outbox. A claim is a lease: commit it, do the work without a transaction, then say {@link
 * #done} or {@link #fail}. A worker that dies leaves its rows to whoever claims after the lease, so
 * a wish is carried out at least once.
 */
public interface OutboxRepository extends Repository<OutboxRow, Long>, WithInsert<OutboxRow> {
  /**
   * Takes up to {@code limit} open rows, oldest first, for the time of the lease. Rows that another
   * transaction is claiming are passed over, so two claimers never wait and never share.
   */
  default List<OutboxRow> claim(
      Collection<OutboxTopic> topics, int limit, Instant now, Duration lease) {
    return claimUntil(topics, limit, now, now.plus(lease));
  }

  /** See {@link #claim}. */
  @Query(
      """
      WITH claimed AS (
        UPDATE outbox SET not_before = :until, attempts = attempts + 1
        WHERE id IN (
          SELECT id FROM outbox WHERE done_at IS NULL AND topic IN (:topics) AND not_before <= :now
          ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED)
        RETURNING *)
      SELECT * FROM claimed ORDER BY id
      """)
  List<OutboxRow> claimUntil(Collection<OutboxTopic> topics, int limit, Instant now, Instant until);

  /** Carried out. Twice is once. */
  @Modifying
  @Query("UPDATE outbox SET done_at = :now, last_error = NULL WHERE id = :id AND done_at IS NULL")
  int done(long id, Instant now);

  /** Not carried out: again from {@code notBefore} on. The error is one line without secrets. */
  @Modifying
  @Query(
      "UPDATE outbox SET not_before = :notBefore, last_error = :error WHERE id = :id AND done_at IS NULL")
  int fail(long id, String error, Instant notBefore);

  @Query("SELECT count(*) FROM outbox WHERE done_at IS NULL")
  long countOpen();

  /** Open rows that somebody should have carried out by now; one planned for later is none. */
  @Query(
      "SELECT count(*) FROM outbox WHERE done_at IS NULL AND (attempts > 0 OR not_before <= :now)")
  long countDue(Instant now);

  /** Since when the oldest of {@link #countDue} waits: for one that was planned, its time. */
  @Query(
      """
      SELECT min(CASE WHEN attempts > 0 THEN created_at ELSE not_before END)
      FROM outbox WHERE done_at IS NULL AND (attempts > 0 OR not_before <= :now)
      """)
  Optional<Instant> oldestDue(Instant now);

  /** Open rows of a topic and key; 0 or more. */
  @Query("SELECT count(*) FROM outbox WHERE done_at IS NULL AND topic = :topic AND key = :key")
  long countOpen(OutboxTopic topic, String key);

  /** Rows of a topic and key, done or not, oldest first. */
  @Query("SELECT * FROM outbox WHERE topic = :topic AND key = :key ORDER BY id")
  List<OutboxRow> find(OutboxTopic topic, String key);

  /** Forgets rows done before this instant; returns how many. */
  @Modifying
  @Query("DELETE FROM outbox WHERE done_at < :before")
  int deleteDoneBefore(Instant before);
}
