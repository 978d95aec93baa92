package io.emailengine.api.tenant;

import io.emailengine.api.OneLine;
import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.ApiException.FieldError;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A change of a tenant whose every field is good by itself; only fields that are there change. */
record TenantPatch(
    @Nullable String name,
    boolean hasDomain,
    @Nullable String domain,
    boolean hasQuota,
    @Nullable Integer dailyQuota) {
  private static final Set<String> FIELDS = Set.of("name", "domain", "dailyQuota");

  static TenantPatch of(JsonNode body) {
    List<FieldError> errors = new ArrayList<>();
    if (!body.isObject()) {
      throw ApiException.invalid("body", "type", "must be an object");
    }
    for (String field : body.propertyNames()) {
      if (!FIELDS.contains(field)) {
        errors.add(new FieldError(field, "unknown-property", "is unknown or can't be changed"));
      }
    }
    TenantPatch patch =
        new TenantPatch(
            name(body, errors),
            body.has("domain"),
            domain(body, errors),
            body.has("dailyQuota"),
            quota(body, errors));
    if (!errors.isEmpty()) {
      throw ApiException.invalid(errors);
    }
    return patch;
  }

  private static @Nullable String name(JsonNode body, List<FieldError> errors) {
    if (!body.has("name")) {
      return null;
    }
    JsonNode name = body.get("name");
    if (!name.isString()
        || name.stringValue().isBlank()
        || !OneLine.fits(name.stringValue(), TenantController.LONGEST_NAME)) {
      errors.add(
          new FieldError(
              "name",
              "text",
              "must be one line of 1 to " + TenantController.LONGEST_NAME + " characters"));
      return null;
    }
    return name.stringValue();
  }

  private static @Nullable String domain(JsonNode body, List<FieldError> errors) {
    JsonNode domain = body.path("domain");
    if (domain.isMissingNode() || domain.isNull()) {
      return null;
    }
    if (!domain.isString()) {
      errors.add(new FieldError("domain", "type", "must be text or null"));
      return null;
    }
    try {
      return new HostName(domain.stringValue()).value();
    } catch (InvalidValueException e) {
      errors.add(new FieldError("domain", "format", String.valueOf(e.getMessage())));
      return null;
    }
  }

  private static @Nullable Integer quota(JsonNode body, List<FieldError> errors) {
    JsonNode quota = body.path("dailyQuota");
    if (quota.isMissingNode() || quota.isNull()) {
      return null;
    }
    if (!quota.isIntegralNumber() || !quota.canConvertToInt() || quota.intValue() < 1) {
      errors.add(
          new FieldError(
              "dailyQuota", "range", "must be a whole number of at least 1; null for no limit"));
      return null;
    }
    return quota.intValue();
  }

  TenantRow on(TenantRow row) {
    return new TenantRow(
        row.id(),
        row.slug(),
        name == null ? row.name() : name,
        hasDomain ? domain : row.domain(),
        hasQuota ? dailyQuota : row.dailyQuota(),
        row.createdAt(),
        row.version());
  }
}
