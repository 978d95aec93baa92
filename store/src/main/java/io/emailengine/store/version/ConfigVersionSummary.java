package io.emailengine.store.version;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A {@link ConfigVersionRow} without its text. */
public record ConfigVersionSummary(
    UUID id,
    int n,
    long generation,
    String sha256,
    VersionStatus status,
    @Nullable String failure,
    @Nullable String gitCommit,
    String actor,
    @Nullable String reason,
    Instant createdAt,
    @Nullable Instant appliedAt) {}
