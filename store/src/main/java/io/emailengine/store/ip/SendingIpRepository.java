package io.emailengine.store.ip;

import io.emailengine.workflows.lifecycle.IpState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.ListCrudRepository;

/**
 * Sending IPs. Updates that take an epoch are fenced: they return the number of rows changed, and 0
 * tells the caller that another run owns the IP or the step has moved. Every update moves the row's
 * version, so that a {@code save} of an older copy fails instead of undoing it.
 */
public interface SendingIpRepository
    extends ListCrudRepository<SendingIpRow, UUID>, IpIntentUpdates, IpWarmupUpdates, IpHostFacts {
  /** The row that is not retired. */
  @Query("SELECT * FROM sending_ip WHERE address = :address AND state <> 'retired'")
  Optional<SendingIpRow> findByAddress(String address);

  /** The row that is not retired, locked until the transaction ends. */
  @Query("SELECT * FROM sending_ip WHERE address = :address AND state <> 'retired' FOR UPDATE")
  Optional<SendingIpRow> lockByAddress(String address);

  /** The rows that are not retired, of these addresses. */
  @Query("SELECT * FROM sending_ip WHERE address IN (:addresses) AND state <> 'retired'")
  List<SendingIpRow> findByAddresses(Collection<String> addresses);

  /** All of a server that are not retired, in the order in which they came. */
  @Query(
      "SELECT * FROM sending_ip WHERE server_id = :serverId AND state <> 'retired' ORDER BY created_at, id")
  List<SendingIpRow> findByServer(UUID serverId);

  /**
   * All of a server that stand in its configuration: those that are not retired, and those that are
   * and still drain; in the order in which they came.
   */
  @Query(
      """
      SELECT * FROM sending_ip WHERE server_id = :serverId AND (state <> 'retired' OR drained_at IS NULL)
      ORDER BY created_at, id
      """)
  List<SendingIpRow> findRendered(UUID serverId);

  /** The row of this address that was retired last, drained or not. */
  @Query(
      "SELECT * FROM sending_ip WHERE address = :address AND state = 'retired' ORDER BY retired_at DESC LIMIT 1")
  Optional<SendingIpRow> findLastRetired(String address);

  /**
   * Names of virtual MTAs that the engine made on this server and that may leave its configuration:
   * retired with nothing queued, and nobody else's since.
   */
  @Query(
      """
      SELECT DISTINCT vmta FROM sending_ip gone
      WHERE server_id = :serverId AND state = 'retired' AND drained_at IS NOT NULL AND NOT adopted
        AND NOT EXISTS (SELECT 1 FROM sending_ip ip WHERE ip.server_id = gone.server_id AND ip.vmta = gone.vmta
          AND (ip.state <> 'retired' OR ip.drained_at IS NULL))
      """)
  List<String> findRemovableVmtas(UUID serverId);

  /** All of a tenant that may send, on every server: not retired, or still draining. */
  @Query(
      """
      SELECT * FROM sending_ip WHERE tenant_id = :tenantId AND (state <> 'retired' OR drained_at IS NULL)
      ORDER BY created_at, id
      """)
  List<SendingIpRow> findByTenant(UUID tenantId);

  /** How many of a tenant are not retired. */
  @Query("SELECT count(*) FROM sending_ip WHERE tenant_id = :tenantId AND state <> 'retired'")
  long countByTenant(UUID tenantId);

  /** How many of a server are not retired. */
  @Query("SELECT count(*) FROM sending_ip WHERE server_id = :serverId AND state <> 'retired'")
  long countByServer(UUID serverId);

  /** Those whose next look is overdue since before this instant. */
  @Query(
      "SELECT * FROM sending_ip WHERE state <> 'retired' AND next_due_at < :before ORDER BY next_due_at, id")
  List<SendingIpRow> findOverdue(Instant before);

  /** One page of the IPs that the filter lets through, in the order in which they came. */
  default List<SendingIpRow> page(IpFilter filter, int size, long offset) {
    return page(
        filter.state(),
        filter.tenantId(),
        filter.serverId(),
        filter.purpose(),
        filter.paused(),
        filter.now(),
        size,
        offset);
  }

  /** How many IPs the filter lets through. */
  default long count(IpFilter filter) {
    return count(
        filter.state(),
        filter.tenantId(),
        filter.serverId(),
        filter.purpose(),
        filter.paused(),
        filter.now());
  }

  /** See {@link #page(IpFilter, int, long)}. */
  @Query(
      "SELECT ip.* " + IpSql.FILTERED + " ORDER BY ip.created_at, ip.id LIMIT :size OFFSET :offset")
  List<SendingIpRow> page(
      @Nullable IpState state,
      @Nullable UUID tenantId,
      @Nullable UUID serverId,
      @Nullable String purpose,
      @Nullable Boolean paused,
      Instant now,
      int size,
      long offset);

  /** See {@link #count(IpFilter)}. */
  @Query("SELECT count(*) " + IpSql.FILTERED)
  long count(
      @Nullable IpState state,
      @Nullable UUID tenantId,
      @Nullable UUID serverId,
      @Nullable String purpose,
      @Nullable Boolean paused,
      Instant now);
}
