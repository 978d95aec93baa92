package io.emailengine.store.ip;

import io.emailengine.store.json.Json;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.ReadOnlyProperty;
import org.springframework.data.relational.core.mapping.Table;

/**
 * Why something was done to an IP. Written once, never changed.
 *
 * @param seq order of writing; null until read back
 * @param kind register, raise, pause, resume, complete, freeze, …
 * @param rule which rule decided
 * @param inputs what the rule looked at
 * @param configVersion {@code n} of the version in force when it was decided
 */
@Table("decision")
public record DecisionRow(
    @Id UUID id,
    UUID tenantId,
    UUID ipId,
    @ReadOnlyProperty @Nullable Long seq,
    Instant at,
    String kind,
    String rule,
    Json inputs,
    @Nullable Integer configVersion,
    String actor,
    @Nullable String reason) {
  /** A new one about an IP, under the version that the IP's row names. */
  public static DecisionRow of(
      SendingIpRow ip,
      Instant at,
      String kind,
      String rule,
      Map<String, ?> inputs,
      String actor,
      @Nullable String reason) {
    return of(ip, ip.configVersion(), at, kind, rule, inputs, actor, reason);
  }

  /** As above, under a version that the IP's row does not name yet. */
  public static DecisionRow of(
      SendingIpRow ip,
      @Nullable Integer configVersion,
      Instant at,
      String kind,
      String rule,
      Map<String, ?> inputs,
      String actor,
      @Nullable String reason) {
    return new DecisionRow(
        UUID.randomUUID(),
        ip.tenantId(),
        ip.id(),
        null,
        at,
        kind,
        rule,
        Json.of(inputs),
        configVersion,
        actor,
        reason);
  }
}
