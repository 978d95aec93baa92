package io.emailengine.store.ip;

import io.emailengine.workflows.lifecycle.Hold;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A pause or freeze on an IP.
 *
 * @param cause stable word: person, drift, …
 * @param requestId makes a retried write the same write; unique within a tenant
 * @param until when it ends by itself; null: not by itself
 * @param endedAt when it was lifted; null: it was not
 */
@Table("hold")
public record HoldRow(
    @Id UUID id,
    UUID tenantId,
    UUID ipId,
    Hold.Kind kind,
    String cause,
    String reason,
    String actor,
    @Nullable String requestId,
    Instant since,
    @Nullable Instant until,
    @Nullable Instant endedAt,
    @Nullable String endedBy) {
  /** What the rules need of it. */
  public Hold toHold() {
    return new Hold(kind, since, until, endedAt);
  }
}
