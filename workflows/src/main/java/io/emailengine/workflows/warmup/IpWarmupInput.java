package io.emailengine.workflows.warmup;

import org.jspecify.annotations.Nullable;

/**
 * Which warm-up to run; {@code progress} is null on the first run and carried over by
 * continue-as-new. {@code warmupId} is new for every restart, {@code epoch} for every run that the
 * reconciler starts: activities refuse a run whose epoch is not the row's.
 */
public record IpWarmupInput(
    String address,
    String tenant,
    String server,
    String warmupId,
    long epoch,
    @Nullable WarmupProgress progress) {}
