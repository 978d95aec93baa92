package io.emailengine.workflows.warmup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The answer to the query {@code status}, for people in the Temporal Web UI. */
public record WarmupStatus(
    String address,
    String state,
    int step,
    int day,
    boolean paused,
    @Nullable Instant looksAgainAt,
    int evaluations) {}
