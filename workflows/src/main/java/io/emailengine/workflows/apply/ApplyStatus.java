package io.emailengine.workflows.apply;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The answer to the query {@code status}, for people in the Temporal Web UI. */
public record ApplyStatus(String server, String doing, @Nullable Instant until, int applies) {}
