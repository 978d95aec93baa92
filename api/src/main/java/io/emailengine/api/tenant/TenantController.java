package io.emailengine.api.tenant;

import io.emailengine.api.OneLine;
import io.emailengine.api.Paging;
import io.emailengine.api.idempotency.Idempotent;
import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.ApiException.FieldError;
import io.emailengine.store.audit.AuditRepository;
import io.emailengine.store.audit.AuditRow;
import io.emailengine.store.json.Json;
import io.emailengine.store.scope.Scope;
import io.emailengine.store.scope.Transactions;
import io.emailengine.store.tenant.TenantRepository;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.workflows.model.Actor;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.TenantSlug;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /api/v2/tenants}. */
@RestController
@RequestMapping("/api/v2/tenants")
@Tag(name = "Tenants")
class TenantController {
  static final int LONGEST_NAME = 200;

  private final Transactions transactions;
  private final Idempotent idempotent;
  private final TenantRepository tenants;
  private final TenantChanges changes;
  private final AuditRepository audit;
  private final Clock clock;

  TenantController(
      Transactions transactions,
      Idempotent idempotent,
      TenantRepository tenants,
      TenantChanges changes,
      AuditRepository audit,
      Clock clock) {
    this.transactions = transactions;
    this.idempotent = idempotent;
    this.tenants = tenants;
    this.changes = changes;
    this.audit = audit;
    this.clock = clock;
  }

  /** Body of {@code POST /api/v2/tenants}. */
  @Schema(name = "CreateTenant")
  record TenantRequest(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String slug,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String name,
      @Nullable String domain,
      @Nullable Integer dailyQuota) {}

  /** A tenant in answers. */
  @Schema(name = "Tenant")
  record TenantAnswer(
      String slug,
      String name,
      @Nullable String domain,
      @Nullable Integer dailyQuota,
      Instant createdAt) {
    static TenantAnswer of(TenantRow row) {
      return new TenantAnswer(
          row.slug(), row.name(), row.domain(), row.dailyQuota(), row.createdAt());
    }
  }

  @PostMapping
  @Operation(summary = "Creates a tenant")
  @ApiResponse(
      responseCode = "201",
      description = "Created",
      content = @Content(schema = @Schema(implementation = TenantAnswer.class)))
  ResponseEntity<?> create(@RequestBody TenantRequest body, HttpServletRequest request) {
    check(body);
    return idempotent.run(
        request,
        body,
        () -> {
          if (tenants.findBySlug(String.valueOf(body.slug())).isPresent()) {
            throw ApiException.conflict(
                "name-taken", "there is a tenant " + body.slug() + " already");
          }
          Instant now = clock.instant();
          TenantRow row =
              tenants.save(
                  new TenantRow(
                      UUID.randomUUID(),
                      String.valueOf(body.slug()),
                      String.valueOf(body.name()),
                      body.domain() == null ? null : new HostName(body.domain()).value(),
                      body.dailyQuota(),
                      now,
                      null));
          Map<String, Object> detail = new LinkedHashMap<>();
          detail.put("dailyQuota", row.dailyQuota());
          audit.insert(
              AuditRow.of(
                  now,
                  row.id(),
                  Actor.OPERATOR.name(),
                  "tenant.create",
                  row.slug(),
                  Json.of(detail)));
          return ResponseEntity.created(URI.create("/api/v2/tenants/" + row.slug()))
              .body(TenantAnswer.of(row));
        });
  }

  private static void check(TenantRequest body) {
    List<FieldError> errors = new ArrayList<>();
    if (body.slug() == null) {
      errors.add(new FieldError("slug", "required", "is required"));
    } else {
      try {
        new TenantSlug(body.slug());
      } catch (InvalidValueException e) {
        errors.add(new FieldError("slug", "format", String.valueOf(e.getMessage())));
      }
    }
    String name = body.name();
    if (name == null || name.isBlank()) {
      errors.add(new FieldError("name", "required", "is required"));
    } else if (!OneLine.fits(name, LONGEST_NAME)) {
      errors.add(
          new FieldError(
              "name", "text", "must be one line of at most " + LONGEST_NAME + " characters"));
    }
    if (body.domain() != null) {
      try {
        new HostName(body.domain());
      } catch (InvalidValueException e) {
        errors.add(new FieldError("domain", "format", String.valueOf(e.getMessage())));
      }
    }
    if (body.dailyQuota() != null && body.dailyQuota() < 1) {
      errors.add(
          new FieldError("dailyQuota", "range", "must be at least 1; leave it out for no limit"));
    }
    if (!errors.isEmpty()) {
      throw ApiException.invalid(errors);
    }
  }

  @GetMapping
  @Operation(summary = "Lists tenants")
  Paging.Page<TenantAnswer> list(
      @RequestParam @Nullable Integer page, @RequestParam @Nullable Integer size) {
    Paging paging = Paging.of(page, size);
    return transactions.inScope(
        Scope.operator(),
        () ->
            paging.page(
                tenants.page(paging.size(), paging.offset()).stream()
                    .map(TenantAnswer::of)
                    .toList(),
                tenants.countPresent()));
  }

  @GetMapping("/{slug}")
  @Operation(summary = "One tenant")
  TenantAnswer one(@PathVariable String slug) {
    return transactions.inScope(
        Scope.operator(),
        () ->
            tenants
                .findBySlug(slug)
                .map(TenantAnswer::of)
                .orElseThrow(() -> ApiException.notFound("this tenant")));
  }

  @PatchMapping("/{slug}")
  @Operation(
      summary = "Changes name, domain or dailyQuota; null takes domain or quota away",
      requestBody =
          @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content = @Content(schema = @Schema(implementation = TenantChange.class))))
  @ApiResponse(
      responseCode = "200",
      description = "As it is now",
      content = @Content(schema = @Schema(implementation = TenantAnswer.class)))
  ResponseEntity<?> change(
      @PathVariable String slug,
      @Schema(implementation = TenantChange.class) @RequestBody JsonNode body,
      HttpServletRequest request) {
    TenantPatch patch = TenantPatch.of(body);
    return idempotent.run(
        request, body, () -> ResponseEntity.ok(TenantAnswer.of(changes.apply(slug, patch))));
  }

  /** Body of a change; what is left out stays. */
  @Schema(name = "ChangeTenant")
  record TenantChange(
      @Nullable String name, @Nullable String domain, @Nullable Integer dailyQuota) {}

  @DeleteMapping("/{slug}")
  @Operation(summary = "Forgets a tenant that has no IP any more; the hosts stay as they are")
  @ApiResponse(responseCode = "204", description = "Gone", content = @Content)
  ResponseEntity<?> delete(@PathVariable String slug, HttpServletRequest request) {
    return idempotent.run(
        request,
        null,
        () -> {
          changes.delete(slug);
          return ResponseEntity.noContent().build();
        });
  }
}
