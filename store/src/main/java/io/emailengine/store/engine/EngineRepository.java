package io.emailengine.store.engine;

import io.emailengine.store.seal.Sealed;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The singleton row. */
public final class EngineRepository {
  private final JdbcClient jdbc;

  public EngineRepository(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public Optional<EngineRow> find() {
    return jdbc.sql("SELECT instance_id, day_millis, data_key, created_at FROM engine")
        .query(
            (row, n) ->
                new EngineRow(
                    row.getObject("instance_id", UUID.class),
                    Duration.ofMillis(row.getLong("day_millis")),
                    new Sealed(row.getBytes("data_key")),
                    row.getTimestamp("created_at").toInstant()))
        .optional();
  }

  /** Two starts at once: the second waits here until the first has committed. */
  void lock() {
    jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended('email-engine start', 0))")
        .query((row, n) -> n)
        .single();
  }

  void insert(EngineRow row) {
    jdbc.sql(
            """
            INSERT INTO engine (instance_id, day_millis, data_key, created_at)
            VALUES (:instanceId, :dayMillis, :dataKey, :createdAt)
            """)
        .param("instanceId", row.instanceId())
        .param("dayMillis", row.day().toMillis())
        .param("dataKey", row.dataKey().bytes())
        .param("createdAt", Timestamp.from(row.createdAt()))
        .update();
  }
}
