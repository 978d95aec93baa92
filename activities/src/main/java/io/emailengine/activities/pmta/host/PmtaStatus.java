package io.emailengine.activities.pmta.host;

import java.util.Optional;

/**
 * Whether PowerMTA runs, and since when.
 *
 * @param startedAt the start time in the host's own words; compare for equality only: another text
 *     means that PowerMTA was restarted
 */
public record PmtaStatus(boolean running, Optional<String> startedAt) {}
