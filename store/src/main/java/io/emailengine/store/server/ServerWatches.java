package io.emailengine.store.server;

import io.emailengine.store.seal.Sealed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Table {@code server_watch}. Everything belongs into a transaction; twice is once. */
public final class ServerWatches {
  private final JdbcClient jdbc;

  public ServerWatches(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public ServerWatch of(UUID serverId) {
    return jdbc.sql("SELECT * FROM server_watch WHERE server_id = :server")
        .param("server", serverId)
        .query((row, n) -> read(row))
        .optional()
        .orElse(ServerWatch.NOTHING);
  }

  /** People were told of a trouble that only they can end; null: it is over. */
  public void setTold(UUID serverId, @Nullable String reason) {
    set(serverId, "told", reason);
  }

  /** Virtual MTAs whose pause command fails. */
  public void setSilentPauses(UUID serverId, List<String> vmtas) {
    set(serverId, "silent_pauses", vmtas.isEmpty() ? null : String.join("\n", vmtas));
  }

  /** The operator's files are other ones than those that were accepted. */
  public void filesChanged(UUID serverId, String sha256, Instant now) {
    set(serverId, "files_sha", sha256);
    set(serverId, "files_changed_at", Timestamp.from(now));
  }

  /** The operator's files are accepted, or are the accepted ones again. */
  public void filesAccepted(UUID serverId) {
    set(serverId, "files_sha", null);
    set(serverId, "files_changed_at", null);
  }

  /** An edited file with more stops is about to be put on the host; null: it is settled. */
  public void setEdit(UUID serverId, ServerWatch.@Nullable Edit edit) {
    set(serverId, "edit_sha", edit == null ? null : edit.sha256());
    set(serverId, "edit", edit == null ? null : edit.text().bytes());
    set(serverId, "edit_stops", edit == null ? null : String.join("\n", edit.stops()));
  }

  /** No cap rises before this generation is applied. */
  public void setNoRise(UUID serverId, long generation) {
    set(serverId, "no_rise_gen", generation);
  }

  /** A reload that puts back what ran before is about to be sent. */
  public void countRestore(UUID serverId, long day) {
    jdbc.sql(
            """
            INSERT INTO server_watch (server_id, restore_day, restores_today) VALUES (:server, :day, 1)
            ON CONFLICT (server_id) DO UPDATE SET restore_day = :day, restores_today =
              CASE WHEN server_watch.restore_day = :day THEN server_watch.restores_today + 1 ELSE 1 END
            """)
        .param("server", serverId)
        .param("day", day)
        .update();
  }

  private void set(UUID serverId, String column, @Nullable Object value) {
    jdbc.sql(
            """
            INSERT INTO server_watch (server_id, %1$s) VALUES (:server, :value)
            ON CONFLICT (server_id) DO UPDATE SET %1$s = excluded.%1$s
            """
                .formatted(column))
        .param("server", serverId)
        .param("value", value, typeOf(column))
        .update();
  }

  private static int typeOf(String column) {
    return switch (column) {
      case "files_changed_at" -> java.sql.Types.TIMESTAMP;
      case "edit" -> java.sql.Types.BINARY;
      case "no_rise_gen" -> java.sql.Types.BIGINT;
      default -> java.sql.Types.VARCHAR;
    };
  }

  private static ServerWatch read(ResultSet row) throws SQLException {
    Timestamp changed = row.getTimestamp("files_changed_at");
    String editSha = row.getString("edit_sha");
    long noRise = row.getLong("no_rise_gen");
    Long noRiseGen = row.wasNull() ? null : noRise;
    return new ServerWatch(
        row.getString("told"),
        lines(row.getString("silent_pauses")),
        row.getString("files_sha"),
        changed == null ? null : changed.toInstant(),
        editSha == null
            ? null
            : new ServerWatch.Edit(
                editSha, new Sealed(row.getBytes("edit")), lines(row.getString("edit_stops"))),
        noRiseGen,
        row.getInt("restores_today"));
  }

  private static List<String> lines(@Nullable String text) {
    return text == null || text.isEmpty() ? List.of() : List.of(text.split("\n"));
  }

  /** The server is not adopted any more. */
  public void forget(UUID serverId) {
    jdbc.sql("DELETE FROM server_watch WHERE server_id = :server")
        .param("server", serverId)
        .update();
  }
}
