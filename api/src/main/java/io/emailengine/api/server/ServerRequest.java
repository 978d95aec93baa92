package io.emailengine.api.server;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /api/v2/servers}. */
@Schema(name = "RegisterServer")
public record ServerRequest(
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String name,
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String host,
    @Nullable Integer port,
    @Nullable String user,
    @Schema(
            description = "public key line as ssh-keyscan prints it, without the host",
            requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable String hostKey,
    @Schema(
            description = "OpenSSH or PEM text; left out, the engine makes an ed25519 key",
            accessMode = Schema.AccessMode.WRITE_ONLY)
        @Nullable String privateKey,
    @Nullable String configPath,
    @Nullable String pmta,
    @Nullable String timezone) {
  @Override
  public String toString() {
    return "ServerRequest[name=" + name + ", host=" + host + ", privateKey=***]";
  }
}
