package io.emailengine.workflows.warmup;

/** How a run ended: {@code complete} or {@code superseded}. */
public record WarmupResult(String address, String outcome) {}
