package io.emailengine.workflows.warmup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why the IP must stop, and when that ends by itself (null: by a person only). */
public record PauseSignal(@Nullable String reason, @Nullable Instant until) {}
