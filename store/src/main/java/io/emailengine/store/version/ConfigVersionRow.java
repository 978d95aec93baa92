package io.emailengine.store.version;

import io.emailengine.store.json.Json;
import io.emailengine.store.seal.Sealed;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * A configuration that was rendered for a host.
 *
 * @param n number within the server, from 1
 * @param generation the {@code desiredGen} that was rendered; also the marker in the file
 * @param sha256 of the exact bytes on the host
 * @param bodySha256 without header and marker: the same intent has the same one
 * @param body exact bytes, sealed for purpose {@link #bodyPurpose(UUID)}
 * @param maskedText what git, the API and diffs show
 * @param caps what it means, per IP
 */
@Table("config_version")
public record ConfigVersionRow(
    @Id UUID id,
    UUID serverId,
    int n,
    long generation,
    String sha256,
    String bodySha256,
    Sealed body,
    String maskedText,
    Json caps,
    VersionStatus status,
    @Nullable String failure,
    @Nullable String gitCommit,
    String actor,
    @Nullable String reason,
    Instant createdAt,
    @Nullable Instant appliedAt) {
  /** Purpose that the bytes of this version are sealed for. */
  public static String bodyPurpose(UUID versionId) {
    return "config_version.body:" + versionId;
  }
}
