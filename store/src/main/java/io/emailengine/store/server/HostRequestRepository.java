package io.emailengine.store.server;

import io.emailengine.store.jdbc.WithInsert;
import io.emailengine.store.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;

/** Requests that need a host, and their answers. */
public interface HostRequestRepository
    extends Repository<HostRequestRow, UUID>, WithInsert<HostRequestRow> {
  Optional<HostRequestRow> findById(UUID id);

  /** Those of a server that nobody has answered, oldest first. */
  @Query(
      "SELECT * FROM host_request WHERE server_id = :serverId AND answered_at IS NULL ORDER BY created_at, id")
  List<HostRequestRow> findUnanswered(UUID serverId);

  /** Writes the answer; 0 if there is one already (the first one stands). */
  @Modifying
  @Query(
      """
      UPDATE host_request SET status = :status, answer = :answer, answered_at = :now
      WHERE id = :id AND answered_at IS NULL
      """)
  int answer(UUID id, int status, Json answer, Instant now);

  /** What it has written is in force; belongs into the transaction that writes it. */
  @Modifying
  @Query("UPDATE host_request SET progress = :progress WHERE id = :id AND answered_at IS NULL")
  int recordProgress(UUID id, Json progress);

  /** Requests to a server that have something in force and no answer yet, oldest first. */
  @Query(
      """
      SELECT * FROM host_request WHERE server_id = :serverId AND answered_at IS NULL AND progress IS NOT NULL
      ORDER BY created_at, id
      """)
  List<HostRequestRow> findOpen(UUID serverId);

  /** Forgets answered requests created before this instant; returns how many. */
  @Modifying
  @Query("DELETE FROM host_request WHERE answered_at IS NOT NULL AND created_at < :before")
  int deleteAnsweredBefore(Instant before);
}
