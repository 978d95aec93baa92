package io.emailengine.store.audit;

import io.emailengine.store.json.Json;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * One change. Written once, in the transaction of the change.
 *
 * @param seq null until inserted
 * @param action ip.register, server.create, …
 * @param subject address, server name or slug
 * @param detail what it was, without secrets
 */
@Table("audit")
public record AuditRow(
    @Id @Nullable Long seq,
    Instant at,
    @Nullable UUID tenantId,
    String actor,
    String action,
    String subject,
    Json detail) {
  public static AuditRow of(
      Instant at,
      @Nullable UUID tenantId,
      String actor,
      String action,
      String subject,
      Json detail) {
    return new AuditRow(null, at, tenantId, actor, action, subject, detail);
  }
}
