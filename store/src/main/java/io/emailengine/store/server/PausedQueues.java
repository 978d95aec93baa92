package io.emailengine.store.server;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Virtual MTAs whose queues the engine paused. Written before the command is sent and forgotten
 * after the queue was let go, so that no crash leaves a queue paused for ever.
 */
public final class PausedQueues {
  private final JdbcClient jdbc;

  public PausedQueues(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public List<String> of(UUID serverId) {
    return jdbc.sql("SELECT vmta FROM paused_queue WHERE server_id = :server ORDER BY vmta")
        .param("server", serverId)
        .query(String.class)
        .list();
  }

  /** Twice is once. */
  public void add(UUID serverId, String vmta, Instant now) {
    jdbc.sql(
            """
            INSERT INTO paused_queue (server_id, vmta, since) VALUES (:server, :vmta, :now)
            ON CONFLICT DO NOTHING
            """)
        .param("server", serverId)
        .param("vmta", vmta)
        .param("now", Timestamp.from(now))
        .update();
  }

  public void remove(UUID serverId, String vmta) {
    jdbc.sql("DELETE FROM paused_queue WHERE server_id = :server AND vmta = :vmta")
        .param("server", serverId)
        .param("vmta", vmta)
        .update();
  }
}
