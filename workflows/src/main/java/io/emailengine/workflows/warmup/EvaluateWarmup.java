package io.emailengine.workflows.warmup;

/** The row to look at, and the run that asks. */
public record EvaluateWarmup(String address, String warmupId, long epoch) {}
