package io.emailengine.store.idempotency;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer that a request with an {@code Idempotency-Key} got.
 *
 * @param request method, path and hash of the body
 */
public record IdempotencyRow(
    String actor,
    String key,
    String request,
    int status,
    @Nullable String location,
    String body,
    Instant createdAt) {}
