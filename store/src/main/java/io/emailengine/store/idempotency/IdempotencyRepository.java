package io.emailengine.store.idempotency;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Kept answers. All methods belong into the transaction of the request. */
public final class IdempotencyRepository {
  private final JdbcClient jdbc;

  public IdempotencyRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Waits until no other transaction works on this key, and keeps others waiting until this one
   * ends. Call it before {@link #find}: of two requests at once the second then sees the answer.
   */
  public void lock(String actor, String key) {
    jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(:text, 0))")
        .param("text", "idempotency/" + actor + "/" + key)
        .query((row, n) -> n)
        .single();
  }

  public Optional<IdempotencyRow> find(String actor, String key) {
    return jdbc.sql("SELECT * FROM idempotency WHERE actor = :actor AND key = :key")
        .param("actor", actor)
        .param("key", key)
        .query(
            (row, n) ->
                new IdempotencyRow(
                    row.getString("actor"),
                    row.getString("key"),
                    row.getString("request"),
                    row.getInt("status"),
                    row.getString("location"),
                    row.getString("body"),
                    row.getTimestamp("created_at").toInstant()))
        .optional();
  }

  /** Keeps an answer; false if one is there already. */
  public boolean insert(IdempotencyRow row) {
    return jdbc.sql(
                """
                INSERT INTO idempotency (actor, key, request, status, location, body, created_at)
                VALUES (:actor, :key, :request, :status, :location, :body, :createdAt)
                ON CONFLICT (actor, key) DO NOTHING
                """)
            .param("actor", row.actor())
            .param("key", row.key())
            .param("request", row.request())
            .param("status", row.status())
            .param("location", row.location())
            .param("body", row.body())
            .param("createdAt", Timestamp.from(row.createdAt()))
            .update()
        == 1;
  }

  /** Forgets answers from before this instant; returns how many. */
  public int deleteBefore(Instant before) {
    return jdbc.sql("DELETE FROM idempotency WHERE created_at < :before")
        .param("before", Timestamp.from(before))
        .update();
  }
}
