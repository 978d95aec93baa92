package io.emailengine.store.server;

import io.emailengine.store.seal.Sealed;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.ListCrudRepository;

/**
 * PowerMTA hosts; those that are gone are found by id only. Updates that take an epoch are fenced:
 * they return the number of rows changed, and 0 tells the caller that another run owns the server.
 * Every update moves the row's version, so that a {@code save} of an older copy fails instead of
 * undoing it.
 */
public interface ServerRepository
    extends ListCrudRepository<ServerRow, UUID>, ServerGenerations, ServerConditions, ServerDrift {
  @Query("SELECT * FROM server WHERE name = :name AND deleted_at IS NULL")
  Optional<ServerRow> findByName(String name);

  @Query("SELECT * FROM server WHERE deleted_at IS NULL ORDER BY name")
  List<ServerRow> findAllByName();

  @Query("SELECT * FROM server WHERE deleted_at IS NULL ORDER BY name LIMIT :size OFFSET :offset")
  List<ServerRow> page(int size, long offset);

  /** How many there are, without those that are gone. */
  @Query("SELECT count(*) FROM server WHERE deleted_at IS NULL")
  long countPresent();

  /** Locks the row until the transaction ends. */
  @Query("SELECT * FROM server WHERE id = :id FOR UPDATE")
  Optional<ServerRow> lockById(UUID id);

  /** Locks the row until the transaction ends. */
  @Query("SELECT * FROM server WHERE name = :name AND deleted_at IS NULL FOR UPDATE")
  Optional<ServerRow> lockByName(String name);

  /**
   * Locks a server, and with it those that {@link #findSharing} names, in one order for everybody.
   */
  @Query(
      """
      SELECT * FROM server WHERE id = :id OR id IN (
        SELECT ip.server_id FROM sending_ip ip JOIN tenant t ON t.id = ip.tenant_id
        WHERE t.id = :tenantId AND t.daily_quota IS NOT NULL AND ip.state <> 'retired')
      ORDER BY id FOR UPDATE OF server
      """)
  List<ServerRow> lockWithSharing(UUID id, UUID tenantId);

  /** As {@link #lockWithSharing(UUID, UUID)}, for several tenants at once. */
  @Query(
      """
      SELECT * FROM server WHERE id = :id OR id IN (
        SELECT ip.server_id FROM sending_ip ip JOIN tenant t ON t.id = ip.tenant_id
        WHERE t.id IN (:tenantIds) AND t.daily_quota IS NOT NULL AND ip.state <> 'retired')
      ORDER BY id FOR UPDATE OF server
      """)
  List<ServerRow> lockWithSharing(UUID id, Collection<UUID> tenantIds);

  /**
   * The other servers on which caps depend on what this tenant's IPs on this server may send: those
   * with IPs of it, if it has a quota to share.
   */
  @Query(
      """
      SELECT * FROM server WHERE id <> :id AND id IN (
        SELECT ip.server_id FROM sending_ip ip JOIN tenant t ON t.id = ip.tenant_id
        WHERE t.id = :tenantId AND t.daily_quota IS NOT NULL AND ip.state <> 'retired')
      ORDER BY id
      """)
  List<ServerRow> findSharing(UUID id, UUID tenantId);

  /** Locks every server on which this tenant has IPs that may send, in one order for everybody. */
  @Query(
      """
      SELECT * FROM server WHERE id IN (
        SELECT server_id FROM sending_ip
        WHERE tenant_id = :tenantId AND (state <> 'retired' OR drained_at IS NULL))
      ORDER BY id FOR UPDATE
      """)
  List<ServerRow> lockOfTenant(UUID tenantId);

  /** Servers whose next look is overdue since before this instant. */
  @Query(
      "SELECT * FROM server WHERE next_due_at < :before AND deleted_at IS NULL ORDER BY next_due_at")
  List<ServerRow> findOverdue(Instant before);

  /** A person's change of how the host is reached, or when its days begin. */
  @Modifying
  @Query(
      """
      UPDATE server SET host = :host, port = :port, login = :login, host_key = :hostKey, private_key = :privateKey,
        public_key = :publicKey, config_path = :configPath, pmta_path = :pmtaPath, timezone = :timezone,
        day_start = :dayStart, version = version + 1
      WHERE id = :id AND deleted_at IS NULL
      """)
  int change(
      UUID id,
      String host,
      int port,
      String login,
      String hostKey,
      Sealed privateKey,
      String publicKey,
      String configPath,
      String pmtaPath,
      @Nullable String timezone,
      LocalTime dayStart);

  /** It is gone, and with it the run that owns it; 0 if it was before. Its name is free again. */
  @Modifying
  @Query(
      """
      UPDATE server SET deleted_at = :now, epoch = epoch + 1, next_due_at = NULL, version = version + 1
      WHERE id = :id AND deleted_at IS NULL
      """)
  int markDeleted(UUID id, Instant now);
}
