package io.emailengine.workflows.warmup;

import org.jspecify.annotations.Nullable;

/** Why the IP may send again; {@code freezes} lifts the freezes too. */
public record ResumeSignal(@Nullable String reason, boolean freezes) {}
