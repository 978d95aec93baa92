package io.emailengine.store.intent;

import io.emailengine.workflows.model.Actor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for an intent, and when.
 *
 * @param requestId makes a retried intent the same intent; null where the caller keeps retries
 *     apart itself
 */
public record Asked(Actor by, @Nullable String reason, @Nullable String requestId, Instant now) {}
