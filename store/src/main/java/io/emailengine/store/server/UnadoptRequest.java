package io.emailengine.store.server;

/**
 * The request to give a host back; the value of {@code host_request.request} of kind {@code
 * unadopt}.
 *
 * @param dryRun report only; nothing is written anywhere
 */
public record UnadoptRequest(String reason, boolean dryRun) {}
