package io.emailengine.store.server;

import java.time.Instant;

/**
 * A person's rollback, in force until it is taken away.
 *
 * @param version {@code n} of the configuration that is rendered, with today's stops and no cap
 *     above today's laid over it
 * @param by who asked for it
 */
public record ServerPin(int version, String by, Instant at, String reason) {}
