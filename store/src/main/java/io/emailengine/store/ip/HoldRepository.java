package io.emailengine.store.ip;

import io.emailengine.workflows.lifecycle.Hold;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;

/** Pauses and freezes. Ended ones stay: the days they touched are not counted. */
public interface HoldRepository extends Repository<HoldRow, UUID> {
  /** Every hold that ever lay on an IP, oldest first. */
  @Query("SELECT * FROM hold WHERE ip_id = :ipId ORDER BY since, id")
  List<HoldRow> findByIp(UUID ipId);

  /** Every hold that ever lay on any of these IPs, oldest first; none for no IPs. */
  default List<HoldRow> findByIps(Collection<UUID> ipIds) {
    return ipIds.isEmpty() ? List.of() : findByAnyIp(ipIds);
  }

  /** See {@link #findByIps}. */
  @Query("SELECT * FROM hold WHERE ip_id IN (:ipIds) ORDER BY since, id")
  List<HoldRow> findByAnyIp(Collection<UUID> ipIds);

  /** Every hold that lay on the IP at or after this instant, oldest first. */
  @Query(
      """
      SELECT * FROM hold
      WHERE ip_id = :ipId AND coalesce(ended_at, 'infinity') >= :from AND coalesce(until, 'infinity') >= :from
      ORDER BY since, id
      """)
  List<HoldRow> findByIpSince(UUID ipId, Instant from);

  /** The holds that lie on an IP now, oldest first. */
  @Query(
      """
      SELECT * FROM hold
      WHERE ip_id = :ipId AND ended_at IS NULL AND since <= :now AND (until IS NULL OR until > :now)
      ORDER BY since, id
      """)
  List<HoldRow> findLying(UUID ipId, Instant now);

  /** The holds that lie on any of these IPs now, oldest first; none for no IPs. */
  default List<HoldRow> findLying(Collection<UUID> ipIds, Instant now) {
    return ipIds.isEmpty() ? List.of() : findLyingOnAny(ipIds, now);
  }

  /** See {@link #findLying(Collection, Instant)}. */
  @Query(
      """
      SELECT * FROM hold
      WHERE ip_id IN (:ipIds) AND ended_at IS NULL AND since <= :now AND (until IS NULL OR until > :now)
      ORDER BY since, id
      """)
  List<HoldRow> findLyingOnAny(Collection<UUID> ipIds, Instant now);

  /** Every hold of a server's IPs that lies now; one query for a render of thousands. */
  @Query(
      """
      SELECT h.* FROM hold h JOIN sending_ip ip ON ip.id = h.ip_id
      WHERE ip.server_id = :serverId AND (ip.state <> 'retired' OR ip.drained_at IS NULL)
        AND h.ended_at IS NULL AND h.since <= :now AND (h.until IS NULL OR h.until > :now)
      ORDER BY h.since, h.id
      """)
  List<HoldRow> findLyingOnServer(UUID serverId, Instant now);

  /** Holds whose time is over and that nobody has ended yet. */
  @Query("SELECT * FROM hold WHERE ended_at IS NULL AND until <= :now ORDER BY until, id")
  List<HoldRow> findExpired(Instant now);

  /**
   * Lays a hold on an IP.
   *
   * @return false if a hold of this tenant with this request id is there already
   */
  default boolean insert(HoldRow hold) {
    return insert(
            hold.id(),
            hold.tenantId(),
            hold.ipId(),
            hold.kind(),
            hold.cause(),
            hold.reason(),
            hold.actor(),
            hold.requestId(),
            hold.since(),
            hold.until())
        == 1;
  }

  /** See {@link #insert(HoldRow)}. */
  @Modifying
  @Query(
      """
      INSERT INTO hold (id, tenant_id, ip_id, kind, cause, reason, actor, request_id, since, until)
      VALUES (:id, :tenantId, :ipId, :kind, :cause, :reason, :actor, :requestId, :since, :until)
      ON CONFLICT (tenant_id, request_id) DO NOTHING
      """)
  int insert(
      UUID id,
      UUID tenantId,
      UUID ipId,
      Hold.Kind kind,
      String cause,
      String reason,
      String actor,
      @Nullable String requestId,
      Instant since,
      @Nullable Instant until);

  /** Lifts all holds of a kind from an IP; returns how many. */
  @Modifying
  @Query(
      """
      UPDATE hold SET ended_at = :now, ended_by = :actor
      WHERE ip_id = :ipId AND kind = :kind AND ended_at IS NULL AND (until IS NULL OR until > :now)
      """)
  int endAll(Hold.Kind kind, UUID ipId, Instant now, String actor);

  /** Lifts the holds of one cause from an IP; returns how many. */
  @Modifying
  @Query(
      """
      UPDATE hold SET ended_at = :now, ended_by = :actor
      WHERE ip_id = :ipId AND kind = :kind AND cause = :cause AND ended_at IS NULL
      """)
  int endCause(Hold.Kind kind, String cause, UUID ipId, Instant now, String actor);

  /** Notes that a hold's time was over; 0 if someone ended it before. */
  @Modifying
  @Query(
      "UPDATE hold SET ended_at = until, ended_by = 'engine' WHERE id = :id AND ended_at IS NULL AND until <= :now")
  int expire(UUID id, Instant now);

  /** Freezes all IPs of a server that are not retired and not frozen for this cause already. */
  @Modifying
  @Query(
      """
      INSERT INTO hold (id, tenant_id, ip_id, kind, cause, reason, actor, since)
      SELECT gen_random_uuid(), ip.tenant_id, ip.id, 'freeze', :cause, :reason, 'engine', :now
      FROM sending_ip ip WHERE ip.server_id = :serverId AND ip.state <> 'retired' AND NOT EXISTS (
        SELECT 1 FROM hold h WHERE h.ip_id = ip.id AND h.kind = 'freeze' AND h.cause = :cause AND h.ended_at IS NULL)
      """)
  int freezeServer(UUID serverId, String cause, String reason, Instant now);

  /** The cause of {@link #freezeServer} is over; returns how many freezes ended. */
  @Modifying
  @Query(
      """
      UPDATE hold h SET ended_at = :now, ended_by = :actor FROM sending_ip ip
      WHERE ip.id = h.ip_id AND ip.server_id = :serverId AND h.kind = 'freeze' AND h.cause = :cause
        AND h.ended_at IS NULL
      """)
  int unfreezeServer(UUID serverId, String cause, Instant now, String actor);
}
