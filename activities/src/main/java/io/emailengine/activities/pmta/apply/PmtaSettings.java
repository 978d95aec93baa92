package io.emailengine.activities.pmta.apply;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Pace and place of applies.
 *
 * @param settle quiet time after the last change
 * @param minReloadInterval least distance of two planned reloads of one host
 * @param historyFolder the local git repository of applied configurations
 */
public record PmtaSettings(Duration settle, Duration minReloadInterval, Path historyFolder) {}
