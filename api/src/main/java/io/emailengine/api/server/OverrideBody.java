package io.emailengine.api.server;

import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.ApiException.FieldError;
import io.emailengine.store.server.OverrideRequest;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.ServerName;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Body of {@code PUT /api/v2/powermta/config}. */
@Schema(name = "Override")
record OverrideBody(
    @Schema(description = "left out: the server on which the addresses are")
        @Nullable String server,
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable List<@Nullable OverrideIp> ips) {

  /** What a person wants of one IP. */
  @Schema(name = "OverrideIp")
  record OverrideIp(
      @Schema(example = "192.0.2.10", requiredMode = Schema.RequiredMode.REQUIRED)
          @Nullable String address,
      @Schema(
              description = "messages a day, at least 1; may be left out with standby",
              example = "50")
          @Nullable Integer quota,
      @Schema(
              allowableValues = {
                OverrideRequest.WARMING,
                OverrideRequest.ACTIVE,
                OverrideRequest.STANDBY
              },
              requiredMode = Schema.RequiredMode.REQUIRED)
          @Nullable String status) {}

  private static final Set<String> STATUSES =
      Set.of(OverrideRequest.WARMING, OverrideRequest.ACTIVE, OverrideRequest.STANDBY);

  /** Checks every field, and names all bad ones at once. */
  OverrideRequest checked(boolean dryRun, boolean force) {
    List<FieldError> errors = new ArrayList<>();
    if (server != null) {
      try {
        new ServerName(server);
      } catch (InvalidValueException e) {
        errors.add(new FieldError("server", "format", String.valueOf(e.getMessage())));
      }
    }
    if (ips == null || ips.isEmpty()) {
      errors.add(new FieldError("ips", "required", "must name at least one IP"));
      throw ApiException.invalid(errors);
    }
    List<OverrideRequest.Wish> wishes = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < ips.size(); i++) {
      OverrideIp ip = ips.get(i);
      String field = "ips[" + i + "]";
      if (ip == null) {
        errors.add(new FieldError(field, "required", "must be an object"));
        continue;
      }
      String address = address(ip, field, errors);
      if (address != null && !seen.add(address)) {
        errors.add(new FieldError(field + ".address", "unique", "is in the list already"));
      }
      String status = ip.status();
      if (status == null) {
        errors.add(new FieldError(field + ".status", "required", "is required"));
      } else if (!STATUSES.contains(status)) {
        errors.add(
            new FieldError(
                field + ".status", "allowed-value", "must be warming, active or standby"));
      }
      quota(ip, field, errors);
      if (address != null && status != null) {
        wishes.add(new OverrideRequest.Wish(address, ip.quota(), status));
      }
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(errors);
    }
    return new OverrideRequest(wishes, dryRun, force);
  }

  private static @Nullable String address(OverrideIp ip, String field, List<FieldError> errors) {
    if (ip.address() == null) {
      errors.add(new FieldError(field + ".address", "required", "is required"));
      return null;
    }
    try {
      return new IpAddress(ip.address()).value();
    } catch (InvalidValueException e) {
      errors.add(new FieldError(field + ".address", "format", String.valueOf(e.getMessage())));
      return null;
    }
  }

  private static void quota(OverrideIp ip, String field, List<FieldError> errors) {
    Integer quota = ip.quota();
    if (quota == null) {
      if (!OverrideRequest.STANDBY.equals(ip.status())) {
        errors.add(new FieldError(field + ".quota", "required", "is required"));
      }
    } else if (quota == 0) {
      errors.add(
          new FieldError(
              field + ".quota", "range", "must be at least 1; status standby stops an IP"));
    } else if (quota < 1 || quota > DailyCap.MAX) {
      errors.add(
          new FieldError(field + ".quota", "range", "must be between 1 and " + DailyCap.MAX));
    }
  }
}
