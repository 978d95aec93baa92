package io.emailengine.store.ip;

import io.emailengine.workflows.schedule.WarmupFacts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Times of which no day counts in a warm-up, beside those of pauses. Of one cause at most one is
 * open for an IP.
 */
public final class UncountedTimes {
  /** The IP was in standby. */
  public static final String STANDBY = "standby";

  /** An old configuration was pinned that runs it below its step's cap. */
  public static final String PIN = "pin";

  private final JdbcClient jdbc;

  public UncountedTimes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** From now on no day counts. Twice is once. */
  public void begin(UUID tenantId, UUID ipId, String cause, Instant now) {
    jdbc.sql(
            """
            INSERT INTO uncounted_time (id, tenant_id, ip_id, cause, since)
            VALUES (:id, :tenant, :ip, :cause, :now)
            ON CONFLICT (ip_id, cause) WHERE ended_at IS NULL DO NOTHING
            """)
        .param("id", UUID.randomUUID())
        .param("tenant", tenantId)
        .param("ip", ipId)
        .param("cause", cause)
        .param("now", Timestamp.from(now))
        .update();
  }

  /** Days count again. Twice is once. */
  public void end(UUID ipId, String cause, Instant now) {
    jdbc.sql(
            """
            UPDATE uncounted_time SET ended_at = :now
            WHERE ip_id = :ip AND cause = :cause AND ended_at IS NULL
            """)
        .param("ip", ipId)
        .param("cause", cause)
        .param("now", Timestamp.from(now))
        .update();
  }

  /** It never began: the change that began the open time was taken back. Twice is once. */
  public void unbegin(UUID ipId, String cause) {
    jdbc.sql("DELETE FROM uncounted_time WHERE ip_id = :ip AND cause = :cause AND ended_at IS NULL")
        .param("ip", ipId)
        .param("cause", cause)
        .update();
  }

  /** It never ended: the change that ended the last time was taken back. Twice is once. */
  public void unend(UUID ipId, String cause) {
    jdbc.sql(
            """
            UPDATE uncounted_time SET ended_at = NULL WHERE id =
              (SELECT id FROM uncounted_time WHERE ip_id = :ip AND cause = :cause ORDER BY since DESC, id DESC LIMIT 1)
            """)
        .param("ip", ipId)
        .param("cause", cause)
        .update();
  }

  /** Days of all IPs of a server count again. */
  public void endOnServer(UUID serverId, String cause, Instant now) {
    jdbc.sql(
            """
            UPDATE uncounted_time u SET ended_at = :now FROM sending_ip ip
            WHERE ip.id = u.ip_id AND ip.server_id = :server AND u.cause = :cause AND u.ended_at IS NULL
            """)
        .param("server", serverId)
        .param("cause", cause)
        .param("now", Timestamp.from(now))
        .update();
  }

  /** All of an IP, oldest first. */
  public List<WarmupFacts.Stop> of(UUID ipId) {
    return of(List.of(ipId)).getOrDefault(ipId, List.of());
  }

  /** All of each of these IPs, oldest first; an IP that is not here has none. */
  public Map<UUID, List<WarmupFacts.Stop>> of(Collection<UUID> ipIds) {
    Map<UUID, List<WarmupFacts.Stop>> times = new HashMap<>();
    if (!ipIds.isEmpty()) {
      jdbc.sql(
              "SELECT ip_id, since, ended_at FROM uncounted_time WHERE ip_id IN (:ips) ORDER BY since, id")
          .param("ips", ipIds)
          .query(
              row -> {
                times
                    .computeIfAbsent(row.getObject("ip_id", UUID.class), id -> new ArrayList<>())
                    .add(stop(row));
              });
    }
    return times;
  }

  private static WarmupFacts.Stop stop(ResultSet row) throws SQLException {
    Timestamp ended = row.getTimestamp("ended_at");
    return new WarmupFacts.Stop(
        row.getTimestamp("since").toInstant(), ended == null ? null : ended.toInstant());
  }
}
