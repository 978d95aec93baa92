package io.emailengine.store.ip;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.ListCrudRepository;

/** Pools of tenants. */
public interface PoolRepository extends ListCrudRepository<PoolRow, UUID> {
  @Query("SELECT * FROM pool WHERE server_id = :serverId ORDER BY created_at, name")
  List<PoolRow> findByServer(UUID serverId);

  Optional<PoolRow> findByTenantIdAndServerIdAndPurpose(
      UUID tenantId, UUID serverId, String purpose);

  /** Forgets all pools of a server that is given back; no IP may be in them any more. */
  @Modifying
  @Query("DELETE FROM pool WHERE server_id = :serverId")
  int deleteByServerId(UUID serverId);

  Optional<PoolRow> findByServerIdAndName(UUID serverId, String name);

  /** How many pools this tenant has on a server: its first one has the short name. */
  int countByTenantIdAndServerId(UUID tenantId, UUID serverId);
}
