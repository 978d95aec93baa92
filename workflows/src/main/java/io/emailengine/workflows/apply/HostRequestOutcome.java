package io.emailengine.workflows.apply;

/**
 * The request was worked on; its row holds the answer. Not served: the row or the server is gone.
 */
public record HostRequestOutcome(String requestId, boolean served) {}
