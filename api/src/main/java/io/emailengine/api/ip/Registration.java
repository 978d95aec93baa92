package io.emailengine.api.ip;

import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.ApiException.FieldError;
import io.emailengine.store.intent.Registrations;
import io.emailengine.store.tenant.TenantRow;
import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.Purpose;
import io.emailengine.workflows.model.ServerName;
import io.emailengine.workflows.model.TenantSlug;
import io.emailengine.workflows.schedule.Presets;
import io.emailengine.workflows.schedule.WarmupSchedule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request to register an IP whose every field is good by itself.
 *
 * @param server null: the only one
 * @param quota the cap of a mature IP; null for one that warms
 */
public record Registration(
    IpAddress address,
    Purpose purpose,
    TenantSlug tenant,
    @Nullable ServerName server,
    @Nullable HostName hostname,
    WarmupSchedule schedule,
    @Nullable DailyCap quota) {

  /** Checks every field, and names all bad ones at once. */
  static Registration of(RegisterRequest request) {
    if (request.mailwizzServerId() != null) {
      throw ApiException.notAvailableYet("mailwizzServerId");
    }
    Checks checks = new Checks();
    IpAddress address = checks.required("address", request.address(), IpAddress::new);
    Purpose purpose = checks.required("purpose", request.purpose(), Purpose::new);
    String slug = Objects.requireNonNullElse(request.tenant(), TenantRow.DEFAULT_SLUG);
    TenantSlug tenant = checks.required("tenant", slug, TenantSlug::new);
    ServerName server = checks.optional("server", request.server(), ServerName::new);
    HostName hostname = checks.optional("hostname", request.hostname(), HostName::new);
    boolean active = "active".equals(request.state());
    if (request.state() != null && !active && !"warming".equals(request.state())) {
      checks.add("state", "allowed-value", "must be warming or active");
    }
    DailyCap quota = checks.optional("dailyQuota", request.dailyQuota(), DailyCap::new);
    if (active && request.dailyQuota() == null) {
      checks.add("dailyQuota", "required", "is needed with state active");
    }
    if (!active && request.dailyQuota() != null) {
      checks.add("dailyQuota", "state", "goes with state active only; a warm-up has its schedule");
    }
    JsonNode given = request.schedule();
    // A schedule of null is a node that says so.
    JsonNode chosen = given == null || given.isNull() ? null : given;
    if (active && chosen != null) {
      checks.add("schedule", "state", "goes with a warm-up only");
    }
    WarmupSchedule schedule =
        chosen == null ? Presets.all().get(0) : ScheduleReader.read(chosen, checks.errors);
    checks.throwIfAny();
    return new Registration(
        Objects.requireNonNull(address),
        Objects.requireNonNull(purpose),
        Objects.requireNonNull(tenant),
        server,
        hostname,
        schedule,
        quota);
  }

  /** As the store takes it. */
  Registrations.Wish on(ServerName resolved) {
    return new Registrations.Wish(
        address, purpose, tenant, hostname, schedule, quota, hash(resolved));
  }

  /** The same wish has the same hash, however it was written. */
  String hash(ServerName resolved) {
    String text =
        address + "|" + purpose + "|" + tenant + "|" + resolved + "|" + hostname + "|" + schedule
            + "|" + quota;
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Collects what is wrong. */
  private static final class Checks {
    private final List<FieldError> errors = new ArrayList<>();

    void add(String field, String rule, String message) {
      errors.add(new FieldError(field, rule, message));
    }

    <A, T> @Nullable T required(String field, @Nullable A value, Function<A, T> type) {
      if (value == null) {
        add(field, "required", "is required");
        return null;
      }
      return optional(field, value, type);
    }

    <A, T> @Nullable T optional(String field, @Nullable A value, Function<A, T> type) {
      if (value == null) {
        return null;
      }
      try {
        return type.apply(value);
      } catch (InvalidValueException e) {
        add(field, "format", String.valueOf(e.getMessage()));
        return null;
      }
    }

    void throwIfAny() {
      if (!errors.isEmpty()) {
        throw ApiException.invalid(errors);
      }
    }
  }
}
