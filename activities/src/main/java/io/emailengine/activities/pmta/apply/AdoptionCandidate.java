package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.render.Rendered;
import io.emailengine.store.ip.PoolRow;
import io.emailengine.store.server.AdoptReport;
import io.emailengine.store.server.ServerFacts;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that an adoption will write, worked out before the host is touched. */
record AdoptionCandidate(
    long generation,
    Rendered file,
    RenderedCaps caps,
    byte[] newOperatorFile,
    List<ServerIntent.CarriedBlock> blocks,
    Map<String, Integer> lines,
    List<PoolRow> pools,
    ServerFacts facts,
    @Nullable String timezone,
    AdoptReport report) {}
