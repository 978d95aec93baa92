package io.emailengine.workflows.apply;

/** Names a {@code host_request} row. */
public record HostRequestRef(String requestId) {}
