package io.emailengine.workflows.warmup;

import org.jspecify.annotations.Nullable;

/**
 * One raw signal; {@code requestId} (workflow id and a counter) makes a retried write the same
 * write. Exactly one of {@code pause} and {@code resume} is set.
 */
public record RecordIntent(
    String address,
    String warmupId,
    long epoch,
    String requestId,
    @Nullable PauseSignal pause,
    @Nullable ResumeSignal resume) {}
