package io.emailengine.api.server;

import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.ApiException.FieldError;
import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.ServerName;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
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
  private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._-]{1,255}){1,20}");
  private static final Pattern LOOPBACK =
      Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|::1");

  static NewServer of(ServerRequest request) {
    List<FieldError> errors = new ArrayList<>();
    String name = checked(errors, "name", request.name(), NewServer::name);
    String host = checked(errors, "host", request.host(), NewServer::host);
    int port = Objects.requireNonNullElse(request.port(), 22);
    if (port < 1 || port > 65535) {
      errors.add(new FieldError("port", "range", "must be between 1 and 65535"));
    }
    String user =
        checked(
            errors, "user", Objects.requireNonNullElse(request.user(), "root"), NewServer::user);
    String hostKey = checked(errors, "hostKey", request.hostKey(), NewServer::hostKey);
    if (request.privateKey() != null) {
      checked(errors, "privateKey", request.privateKey(), NewServer::privateKey);
    }
    String configPath =
        checked(
            errors,
            "configPath",
            Objects.requireNonNullElse(request.configPath(), "/etc/pmta/config"),
            NewServer::path);
    String pmta =
        checked(
            errors,
            "pmta",
            Objects.requireNonNullElse(request.pmta(), "/usr/sbin/pmta"),
            NewServer::path);
    String timezone =
        request.timezone() == null
            ? null
            : checked(errors, "timezone", request.timezone(), NewServer::zone);
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

  private static String name(String value) {
    return new ServerName(value).value();
  }

  private static String host(String value) {
    if (LOOPBACK.matcher(value).matches()) {
      return value;
    }
    boolean numeric = value.indexOf(':') >= 0 || value.matches("[0-9.]+");
    return numeric ? new IpAddress(value).value() : new HostName(value).value();
  }

  private static String user(String value) {
    return matching(
        USER, value, "must be a login name of lower-case letters, digits, underscores and hyphens");
  }

  private static String path(String value) {
    matching(
        PATH, value, "must be an absolute path of letters, digits, dots, underscores and hyphens");
    if (value.contains("/../")
        || value.endsWith("/..")
        || value.contains("/./")
        || value.endsWith("/.")) {
      throw new InvalidValueException("must not lead through . or ..");
    }
    return value;
  }

  private static String matching(Pattern pattern, String value, String rule) {
    if (!pattern.matcher(value).matches()) {
      throw new InvalidValueException(rule);
    }
    return value;
  }

  private static String hostKey(String value) {
    return PublicKeyLine.plain(value)
        .orElseThrow(
            () ->
                new InvalidValueException(
                    "must be a public key line as ssh-keyscan prints it, without the host, such as ssh-ed25519 AAAA…"));
  }

  private static String privateKey(String value) {
    String problem = PrivateKeyText.problem(value);
    if (problem != null) {
      throw new InvalidValueException(problem);
    }
    return value;
  }

  private static String zone(String value) {
    try {
      return ZoneId.of(value).getId();
    } catch (DateTimeException e) {
      throw new InvalidValueException("must be a time zone id such as Europe/Berlin");
    }
  }
}
