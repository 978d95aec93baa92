package io.emailengine.store.ip;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A pool that belongs to a tenant and purpose.
 *
 * @param adopted the operator's, mapped at adoption; else made by the engine
 */
@Table("pool")
public record PoolRow(
    @Id UUID id,
    UUID tenantId,
    UUID serverId,
    String purpose,
    String name,
    boolean adopted,
    Instant createdAt,
    @Version @Nullable Long version) {}
