package io.emailengine.store.ip;

/** SQL shared by queries of this package. */
final class IpSql {
  // Casts give PostgreSQL the type of a parameter that is null.
  static final String FILTERED =
      """
      FROM sending_ip ip
      WHERE CASE WHEN cast(:state AS text) IS NULL THEN ip.state <> 'retired' ELSE ip.state = cast(:state AS text) END
        AND (cast(:tenantId AS uuid) IS NULL OR ip.tenant_id = cast(:tenantId AS uuid))
        AND (cast(:serverId AS uuid) IS NULL OR ip.server_id = cast(:serverId AS uuid))
        AND (cast(:purpose AS text) IS NULL OR ip.purpose = cast(:purpose AS text))
        AND (cast(:paused AS boolean) IS NULL OR cast(:paused AS boolean) = EXISTS (
          SELECT 1 FROM hold h WHERE h.ip_id = ip.id AND h.kind = 'pause'
            AND h.since <= :now AND h.ended_at IS NULL AND (h.until IS NULL OR h.until > :now)))
      """;

  private IpSql() {}
}
