package io.emailengine.api.server;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Body of {@code PATCH /api/v2/servers/{name}}: what is left out stays as it is. */
@Schema(name = "ChangeServer")
public record ServerPatch(
    @Nullable String host,
    @Nullable Integer port,
    @Nullable String user,
    @Schema(description = "public key line as ssh-keyscan prints it, without the host")
        @Nullable String hostKey,
    @Schema(description = "OpenSSH or PEM text", accessMode = Schema.AccessMode.WRITE_ONLY)
        @Nullable String privateKey,
    @Schema(description = "not while the server is adopted") @Nullable String configPath,
    @Nullable String pmta,
    @Nullable String timezone,
    @Schema(description = "local time at which a day begins", example = "00:10")
        @Nullable String dayStart) {
  @Override
  public String toString() {
    return "ServerPatch[host=" + host + ", privateKey=***]";
  }
}
