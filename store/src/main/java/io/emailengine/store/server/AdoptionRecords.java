package io.emailengine.store.server;

import io.emailengine.store.seal.Sealed;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What undoing the adoption of each server needs, secrets of the operator included: sealed for
 * purpose {@link #purpose(UUID)}.
 */
public final class AdoptionRecords {
  private final JdbcClient jdbc;

  public AdoptionRecords(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Purpose that the record of this server is sealed for. */
  public static String purpose(UUID serverId) {
    return "adoption_record.body:" + serverId;
  }

  public Optional<Sealed> of(UUID serverId) {
    return jdbc.sql("SELECT body FROM adoption_record WHERE server_id = :server")
        .param("server", serverId)
        .query((row, n) -> new Sealed(row.getBytes(1)))
        .optional();
  }

  /** Instead of the one before, if there is one. */
  public void save(UUID serverId, Sealed body) {
    jdbc.sql(
            """
            INSERT INTO adoption_record (server_id, body) VALUES (:server, :body)
            ON CONFLICT (server_id) DO UPDATE SET body = excluded.body
            """)
        .param("server", serverId)
        .param("body", body.bytes())
        .update();
  }

  public void remove(UUID serverId) {
    jdbc.sql("DELETE FROM adoption_record WHERE server_id = :server")
        .param("server", serverId)
        .update();
  }
}
