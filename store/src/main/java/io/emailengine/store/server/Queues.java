package io.emailengine.store.server;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What is queued on hosts, as their last complete reads said. Of ten thousand virtual MTAs only
 * those are rows about which something is to be remembered, and only what changes is written.
 * Methods belong into a transaction of the caller.
 */
public final class Queues {
  private final JdbcClient jdbc;

  public Queues(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A host's last complete read. */
  public record Read(Instant at, long queued) {}

  /** The last complete read of this host's queues; empty: there was none yet. */
  public Optional<Read> lastRead(UUID serverId) {
    return jdbc.sql("SELECT read_at, queued FROM queue_read WHERE server_id = :server")
        .param("server", serverId)
        .query((row, n) -> new Read(row.getTimestamp("read_at").toInstant(), row.getLong("queued")))
        .optional();
  }

  /** Recipients queued for one virtual MTA; empty: this host's queues were never read. */
  public OptionalLong queued(UUID serverId, String vmta) {
    if (lastRead(serverId).isEmpty()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        jdbc.sql("SELECT queued FROM vmta_queue WHERE server_id = :server AND vmta = :vmta")
            .param("server", serverId)
            .param("vmta", vmta)
            .query(Long.class)
            .optional()
            .orElse(0L));
  }

  /** What is remembered of a host's queues, by virtual MTA; one that is not here was empty. */
  public Map<String, VmtaQueue> of(UUID serverId) {
    Map<String, VmtaQueue> queues = new HashMap<>();
    jdbc.sql("SELECT * FROM vmta_queue WHERE server_id = :server")
        .param("server", serverId)
        .query((row, n) -> queue(row))
        .list()
        .forEach(queue -> queues.put(queue.vmta(), queue));
    return queues;
  }

  private static VmtaQueue queue(ResultSet row) throws SQLException {
    return new VmtaQueue(
        row.getString("vmta"),
        row.getLong("queued"),
        instant(row, "empty_at"),
        instant(row, "stopped_since"),
        row.getInt("told_percent"),
        instant(row, "backlog_since"));
  }

  /** A read was complete. */
  public void recordRead(UUID serverId, long queued, Instant now) {
    jdbc.sql(
            """
            INSERT INTO queue_read (server_id, read_at, queued) VALUES (:server, :now, :queued)
            ON CONFLICT (server_id) DO UPDATE SET read_at = excluded.read_at, queued = excluded.queued
            """)
        .param("server", serverId)
        .param("now", Timestamp.from(now))
        .param("queued", queued)
        .update();
  }

  /** Writes what has changed. */
  public void write(UUID serverId, Collection<VmtaQueue> changed) {
    for (VmtaQueue queue : changed) {
      jdbc.sql(
              """
              INSERT INTO vmta_queue (server_id, vmta, queued, empty_at, stopped_since, told_percent, backlog_since)
              VALUES (:server, :vmta, :queued, :empty, :stopped, :told, :backlog)
              ON CONFLICT (server_id, vmta) DO UPDATE SET queued = excluded.queued, empty_at = excluded.empty_at,
                stopped_since = excluded.stopped_since, told_percent = excluded.told_percent,
                backlog_since = excluded.backlog_since
              """)
          .param("server", serverId)
          .param("vmta", queue.vmta())
          .param("queued", queue.queued())
          .param("empty", timestamp(queue.emptyAt()))
          .param("stopped", timestamp(queue.stoppedSince()))
          .param("told", queue.toldPercent())
          .param("backlog", timestamp(queue.backlogSince()))
          .update();
    }
  }

  /** The virtual MTA is gone from the host, or the host was given back (null: all of it). */
  public void forget(UUID serverId, @Nullable String vmta) {
    jdbc.sql(
            "DELETE FROM vmta_queue WHERE server_id = :server AND vmta = coalesce(cast(:vmta AS text), vmta)")
        .param("server", serverId)
        .param("vmta", vmta)
        .update();
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp value = row.getTimestamp(column);
    return value == null ? null : value.toInstant();
  }

  private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
    return instant == null ? null : Timestamp.from(instant);
  }
}
