package io.emailengine.api.ip;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Body of {@code POST /api/v2/ips}. */
@Schema(name = "RegisterIp")
public record RegisterRequest(
    @Schema(example = "95.216.179.163", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable String address,
    @Schema(example = "marketing", requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable String purpose,
    @Schema(description = "slug; absent: default") @Nullable String tenant,
    @Schema(description = "name; may be left out while there is only one") @Nullable String server,
    @Nullable String hostname,
    @Schema(
            implementation = Object.class,
            description = "name of a preset, or {\"steps\":[{\"cap\",\"days\"},…]}",
            example = "six-week")
        @Nullable JsonNode schedule,
    @Schema(allowableValues = {"warming", "active"}) @Nullable String state,
    @Schema(description = "cap of a mature IP; with state active only")
        @Nullable Integer dailyQuota,
    @Schema(hidden = true) @Nullable Integer mailwizzServerId) {}
