package io.emailengine.api.server;

import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.ApiException.FieldError;
import io.emailengine.workflows.model.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request to register a server whose every field is good by itself.
 *
 * @param hostKey type and key
 * @param privateKey as given; null: the engine makes one
 */
record NewServer(
    String name,
    String host,
    int port,
    String user,
    String hostKey,
    @Nullable String privateKey,
    String configPath,
    String pmta,
    @Nullable String timezone) {
  static NewServer of(ServerRequest request) {
    List<FieldError> errors = new ArrayList<>();
    String name = checked(errors, "name", request.name(), ServerRules::name);
    String host = checked(errors, "host", request.host(), ServerRules::host);
    int port = Objects.requireNonNullElse(request.port(), 22);
    if (port < 1 || port > 65535) {
      errors.add(new FieldError("port", "range", "must be between 1 and 65535"));
    }
    String user =
        checked(
            errors, "user", Objects.requireNonNullElse(request.user(), "root"), ServerRules::user);
    String hostKey = checked(errors, "hostKey", request.hostKey(), ServerRules::hostKey);
    if (request.privateKey() != null) {
      checked(errors, "privateKey", request.privateKey(), ServerRules::privateKey);
    }
    String configPath =
        checked(
            errors,
            "configPath",
            Objects.requireNonNullElse(request.configPath(), "/etc/pmta/config"),
            ServerRules::path);
    String pmta =
        checked(
            errors,
            "pmta",
            Objects.requireNonNullElse(request.pmta(), "/usr/sbin/pmta"),
            ServerRules::path);
    String timezone =
        request.timezone() == null
            ? null
            : checked(errors, "timezone", request.timezone(), ServerRules::zone);
    if (!errors.isEmpty()) {
      throw ApiException.invalid(errors);
    }
    return new NewServer(
        name, host, port, user, hostKey, request.privateKey(), configPath, pmta, timezone);
  }

  private static String checked(
      List<FieldError> errors,
      String field,
      @Nullable String value,
      Function<String, String> rule) {
    if (value == null) {
      errors.add(new FieldError(field, "required", "is required"));
      return "";
    }
    try {
      return rule.apply(value);
    } catch (InvalidValueException e) {
      errors.add(new FieldError(field, "format", String.valueOf(e.getMessage())));
      return "";
    }
  }
}
