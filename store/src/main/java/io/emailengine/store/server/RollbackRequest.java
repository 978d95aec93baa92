package io.emailengine.store.server;

/**
 * An old version is to run again, and to stay; the value of {@code host_request.request} of kind
 * {@code rollback}.
 *
 * @param version its number
 * @param reason one line
 */
public record RollbackRequest(int version, String reason) {}
