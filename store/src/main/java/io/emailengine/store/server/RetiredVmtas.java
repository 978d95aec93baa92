package io.emailengine.store.server;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The operator's virtual MTAs whose IP is retired and drained. They have their own bytes again and
 * nobody manages them, but they are out of their pools and stopped until they are registered anew.
 */
public final class RetiredVmtas {
  private final JdbcClient jdbc;

  public RetiredVmtas(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public Set<String> of(UUID serverId) {
    return new TreeSet<>(
        jdbc.sql("SELECT vmta FROM retired_vmta WHERE server_id = :server")
            .param("server", serverId)
            .query(String.class)
            .list());
  }

  /** Twice is once. */
  public void add(UUID serverId, String vmta, Instant now) {
    jdbc.sql(
            """
            INSERT INTO retired_vmta (server_id, vmta, since) VALUES (:server, :vmta, :now)
            ON CONFLICT DO NOTHING
            """)
        .param("server", serverId)
        .param("vmta", vmta)
        .param("now", Timestamp.from(now))
        .update();
  }

  /** It is registered anew. */
  public void remove(UUID serverId, String vmta) {
    jdbc.sql("DELETE FROM retired_vmta WHERE server_id = :server AND vmta = :vmta")
        .param("server", serverId)
        .param("vmta", vmta)
        .update();
  }

  /** The host was given back: what is adopted later begins without any. */
  public void clear(UUID serverId) {
    jdbc.sql("DELETE FROM retired_vmta WHERE server_id = :server")
        .param("server", serverId)
        .update();
  }
}
