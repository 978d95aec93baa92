package io.emailengine.store.tenant;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A tenant.
 *
 * @param dailyQuota messages a day over all its IPs; null: no limit
 * @param version null until inserted; {@code save} inserts then, and updates by compare-and-set
 *     afterwards
 */
@Table("tenant")
public record TenantRow(
    @Id UUID id,
    String slug,
    String name,
    @Nullable String domain,
    @Nullable Integer dailyQuota,
    Instant createdAt,
    @Version @Nullable Long version) {
  /** The tenant of everything that names none. */
  public static final String DEFAULT_SLUG = "default";
}
