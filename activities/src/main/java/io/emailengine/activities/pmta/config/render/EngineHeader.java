package io.emailengine.activities.pmta.config.render;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** Who wrote an engine's file, for which generation, and the hash of its body at that time. */
public record EngineHeader(UUID instanceId, long generation, String bodySha256) {
  public EngineHeader {
    requireNonNull(instanceId, "instanceId is null");
    requireNonNull(bodySha256, "bodySha256 is null");
  }
}
