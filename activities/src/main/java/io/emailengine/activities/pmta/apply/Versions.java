package io.emailengine.activities.pmta.apply;

import io.emailengine.activities.pmta.config.mask.SecretMask;
import io.emailengine.activities.pmta.config.render.EngineHeader;
import io.emailengine.activities.pmta.config.render.Rendered;
import io.emailengine.store.json.Json;
import io.emailengine.store.seal.Sealer;
import io.emailengine.store.version.ConfigVersionRepository;
import io.emailengine.store.version.ConfigVersionRow;
import io.emailengine.store.version.VersionStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Versions of the engine's file as rows: exact bytes sealed, text masked. Methods belong into the
 * caller's transaction.
 */
final class Versions {
  private final ConfigVersionRepository rows;
  private final Sealer sealer;
  private final SecretMask mask;

  Versions(ConfigVersionRepository rows, Sealer sealer) {
    this.rows = rows;
    this.sealer = sealer;
    this.mask = new SecretMask(sealer.maskingKey());
  }

  ConfigVersionRow row(UUID serverId, int n) {
    return rows.findByServerIdAndN(serverId, n)
        .orElseThrow(() -> new IllegalStateException("version " + n + " has no row"));
  }

  KnownConfig open(ConfigVersionRow row) {
    byte[] bytes = sealer.open(row.body(), ConfigVersionRow.bodyPurpose(row.id()));
    return new KnownConfig(
        row.n(), row.generation(), row.sha256(), bytes, row.caps().as(RenderedCaps.class).vmtas());
  }

  /** Writes a candidate down; call before the host is touched. */
  ConfigVersionRow candidate(
      UUID serverId,
      long generation,
      Rendered file,
      RenderedCaps caps,
      String actor,
      @Nullable String reason,
      Instant now) {
    return written(
        serverId,
        generation,
        file.sha256(),
        file.bodySha256(),
        file.bytes(),
        caps,
        actor,
        reason,
        now);
  }

  /** Writes down a file of this engine that was found on the host and that no row stands for. */
  ConfigVersionRow found(
      UUID serverId,
      EngineHeader header,
      byte[] file,
      RenderedCaps caps,
      String reason,
      Instant now) {
    return written(
        serverId,
        header.generation(),
        Sha256.hex(file),
        header.bodySha256(),
        file,
        caps,
        "engine",
        reason,
        now);
  }

  private ConfigVersionRow written(
      UUID serverId,
      long generation,
      String sha256,
      String bodySha256,
      byte[] file,
      RenderedCaps caps,
      String actor,
      @Nullable String reason,
      Instant now) {
    UUID id = UUID.randomUUID();
    ConfigVersionRow row =
        new ConfigVersionRow(
            id,
            serverId,
            rows.nextNumber(serverId),
            generation,
            sha256,
            bodySha256,
            sealer.seal(file, ConfigVersionRow.bodyPurpose(id)),
            mask.mask(new String(file, StandardCharsets.UTF_8)),
            Json.of(caps),
            VersionStatus.CANDIDATE,
            null,
            null,
            actor,
            reason,
            now,
            null);
    rows.insert(row);
    return row;
  }

  /** The candidate will not run. */
  void failed(UUID serverId, int n, String why) {
    rows.markFailed(serverId, n, why);
  }

  String masked(String text) {
    return mask.mask(text);
  }
}
