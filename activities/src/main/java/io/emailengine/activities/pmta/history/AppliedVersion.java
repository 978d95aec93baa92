package io.emailengine.activities.pmta.history;

import java.time.Instant;

/**
 * One configuration that was read back from a running PowerMTA.
 *
 * @param actor who asked for it; becomes the commit's author
 * @param summary what changed, a line or more, without secrets
 * @param maskedText the engine's file with every secret masked
 */
public record AppliedVersion(
    String server,
    int number,
    long generation,
    String sha256,
    String actor,
    Instant appliedAt,
    String summary,
    String maskedText) {}
