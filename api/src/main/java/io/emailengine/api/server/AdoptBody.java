package io.emailengine.api.server;

import io.emailengine.api.ip.AdoptedIps.AdoptIp;
import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.ApiException.FieldError;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.PoolName;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Body of an adoption; may be left out. */
@Schema(name = "Adopt")
record AdoptBody(
    @Schema(
            description = "pool → tenant/purpose",
            example = "{\"pmta-pool\":\"default/marketing\"}")
        @Nullable Map<String, String> pools,
    @Nullable List<AdoptIp> ips) {
  private static final Pattern TARGET = Pattern.compile("[a-z][a-z0-9]{0,31}/[a-z][a-z0-9-]{0,31}");

  static AdoptBody orEmpty(@Nullable AdoptBody body) {
    return body == null ? new AdoptBody(null, null) : body;
  }

  List<AdoptIp> givenIps() {
    return ips == null ? List.of() : ips;
  }

  /**
   * The pools, each with a place of its own.
   *
   * @throws ApiException 400 naming every bad one
   */
  Map<String, String> checkedPools() {
    Map<String, String> given = pools == null ? Map.of() : pools;
    List<FieldError> errors = new ArrayList<>();
    Set<String> targets = new HashSet<>();
    given.forEach(
        (pool, target) -> {
          try {
            new PoolName(pool);
          } catch (InvalidValueException e) {
            errors.add(new FieldError("pools", "format", "a pool's name " + e.getMessage()));
            return;
          }
          String field = "pools." + pool;
          if (target == null || !TARGET.matcher(target).matches()) {
            errors.add(
                new FieldError(field, "format", "must be tenant/purpose, as in default/marketing"));
          } else if (!targets.add(target)) {
            errors.add(
                new FieldError(
                    field, "unique", "must not be the place of another pool of this request"));
          }
        });
    if (!errors.isEmpty()) {
      throw ApiException.invalid(errors);
    }
    return given;
  }

  /** Slugs of the tenants that pools shall belong to. */
  Set<String> tenants() {
    Set<String> slugs = new TreeSet<>();
    checkedPools().values().forEach(target -> slugs.add(target.substring(0, target.indexOf('/'))));
    return slugs;
  }
}
