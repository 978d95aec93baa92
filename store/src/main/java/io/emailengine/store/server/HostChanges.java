package io.emailengine.store.server;

import java.sql.Timestamp;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The changes of operators' own files that are under way, at most one a server. */
public final class HostChanges {
  private final JdbcClient jdbc;

  public HostChanges(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public Optional<HostChange> of(UUID serverId) {
    return jdbc.sql(
            "SELECT id, kind, phase, version, actor, since FROM host_change WHERE server_id = :server")
        .param("server", serverId)
        .query(
            (row, n) ->
                new HostChange(
                    row.getObject("id", UUID.class),
                    HostChange.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                    HostChange.Phase.valueOf(row.getString("phase").toUpperCase(Locale.ROOT)),
                    row.getObject("version", Integer.class),
                    row.getString("actor"),
                    row.getTimestamp("since").toInstant()))
        .optional();
  }

  /** Before the host is touched; there must be none. */
  public void begin(UUID serverId, HostChange change) {
    jdbc.sql(
            """
            INSERT INTO host_change (server_id, id, kind, phase, version, actor, since)
            VALUES (:server, :id, :kind, :phase, :version, :actor, :since)
            """)
        .param("server", serverId)
        .param("id", change.id())
        .param("kind", change.kind().name().toLowerCase(Locale.ROOT))
        .param("phase", change.phase().name().toLowerCase(Locale.ROOT))
        .param("version", change.version())
        .param("actor", change.actor())
        .param("since", Timestamp.from(change.since()))
        .update();
  }

  /**
   * It is committed; belongs into the transaction that does so.
   *
   * @return false if it is not there, because somebody has undone it
   */
  public boolean commit(UUID serverId, UUID id) {
    return jdbc.sql(
                "UPDATE host_change SET phase = 'done' WHERE server_id = :server AND id = :id AND phase = 'open'")
            .param("server", serverId)
            .param("id", id)
            .update()
        == 1;
  }

  /** Nothing is left to do. Twice is once. */
  public void end(UUID serverId, UUID id) {
    jdbc.sql("DELETE FROM host_change WHERE server_id = :server AND id = :id")
        .param("server", serverId)
        .param("id", id)
        .update();
  }
}
