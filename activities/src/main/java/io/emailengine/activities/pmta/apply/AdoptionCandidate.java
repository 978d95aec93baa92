package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.adopt.AdoptionRecord;
import io.emailengine.activities.pmta.config.render.Rendered;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.ServerFacts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an adoption will write, worked out before the host is touched.
 *
 * @param members files of the host, in the order in which they are to be swapped
 * @param blocks those that it takes over
 * @param pools mapped by it
 * @param record what undoing it needs
 * @param operatorFiles SHA-256 of each of the operator's files as it will be
 */
record AdoptionCandidate(
    long generation,
    Rendered file,
    RenderedCaps caps,
    List<FileSet.Member> members,
    List<Taken> blocks,
    List<PoolRow> pools,
    ServerFacts facts,
    @Nullable String timezone,
    AdoptionRecord record,
    Map<String, String> operatorFiles,
    AdoptReport report) {
  /** A block and where it stood. */
  record Taken(String file, int line, ServerIntent.CarriedBlock block) {}
}
