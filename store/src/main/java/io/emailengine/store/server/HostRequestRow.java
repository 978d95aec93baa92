package io.emailengine.store.server;

import io.emailengine.store.json.Json;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A request that needs the host while its caller waits.
 *
 * @param progress a {@link ChangeProgress}, once something of it is in force; null before that
 * @param status HTTP status of the answer; null until answered
 */
@Table("host_request")
public record HostRequestRow(
    @Id UUID id,
    UUID serverId,
    HostRequestKind kind,
    Json request,
    String actor,
    Instant createdAt,
    @Nullable Instant answeredAt,
    @Nullable Integer status,
    @Nullable Json answer,
    @Nullable Json progress) {
  public static HostRequestRow asked(
      UUID id, UUID serverId, HostRequestKind kind, Json request, String actor, Instant now) {
    return new HostRequestRow(id, serverId, kind, request, actor, now, null, null, null, null);
  }
}
