package io.emailengine.store.engine;

import io.emailengine.store.seal.Sealed;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Who this engine is; written once. {@code dataKey} is wrapped with the key file. */
public record EngineRow(UUID instanceId, Duration day, Sealed dataKey, Instant createdAt) {}
