package io.emailengine.store.server;

import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The operator's own files of an adopted server, as adoption left them: path → SHA-256 in lower
 * case hex. What is found instead is the operator's own change.
 */
public final class OperatorFiles {
  private final JdbcClient jdbc;

  public OperatorFiles(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Sorted by path; none before adoption. */
  public Map<String, String> of(UUID serverId) {
    Map<String, String> files = new TreeMap<>();
    jdbc.sql("SELECT path, sha256 FROM operator_file WHERE server_id = :server")
        .param("server", serverId)
        .query(
            row -> {
              files.put(row.getString(1), row.getString(2));
            });
    return files;
  }

  /** These and no others. */
  public void replace(UUID serverId, Map<String, String> sha256ByPath) {
    removeAll(serverId);
    sha256ByPath.forEach(
        (path, sha256) ->
            jdbc.sql(
                    "INSERT INTO operator_file (server_id, path, sha256) VALUES (:server, :path, :sha)")
                .param("server", serverId)
                .param("path", path)
                .param("sha", sha256)
                .update());
  }

  public void removeAll(UUID serverId) {
    jdbc.sql("DELETE FROM operator_file WHERE server_id = :server")
        .param("server", serverId)
        .update();
  }
}
