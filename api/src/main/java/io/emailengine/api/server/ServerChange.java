package io.emailengine.api.server;

import io.emailengine.api.problem.ApiException;
import io.emailengine.api.problem.ApiException.FieldError;
import io.emailengine.store.server.ServerRow;
import io.emailengine.workflows.model.InvalidValueException;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A change of a server whose every field is good by itself; null leaves a field as it is. */
record ServerChange(
    @Nullable String host,
    @Nullable Integer port,
    @Nullable String user,
    @Nullable String hostKey,
    @Nullable String privateKey,
    @Nullable String configPath,
    @Nullable String pmta,
    @Nullable String timezone,
    @Nullable LocalTime dayStart) {

  /** Checks every field, and names all bad ones at once. */
  static ServerChange of(ServerPatch patch) {
    List<FieldError> errors = new ArrayList<>();
    Integer port = patch.port();
    if (port != null && (port < 1 || port > 65535)) {
      errors.add(new FieldError("port", "range", "must be between 1 and 65535"));
    }
    ServerChange change =
        new ServerChange(
            checked(errors, "host", patch.host(), ServerRules::host),
            port,
            checked(errors, "user", patch.user(), ServerRules::user),
            checked(errors, "hostKey", patch.hostKey(), ServerRules::hostKey),
            checked(errors, "privateKey", patch.privateKey(), ServerRules::privateKey),
            checked(errors, "configPath", patch.configPath(), ServerRules::path),
            checked(errors, "pmta", patch.pmta(), ServerRules::path),
            checked(errors, "timezone", patch.timezone(), ServerRules::zone),
            checked(errors, "dayStart", patch.dayStart(), ServerRules::dayStart));
    if (!errors.isEmpty()) {
      throw ApiException.invalid(errors);
    }
    return change;
  }

  private static <T> @Nullable T checked(
      List<FieldError> errors, String field, @Nullable String value, Function<String, T> rule) {
    if (value == null) {
      return null;
    }
    try {
      return rule.apply(value);
    } catch (InvalidValueException e) {
      errors.add(new FieldError(field, "format", String.valueOf(e.getMessage())));
      return null;
    }
  }

  /** Whether the way to the host is another one. */
  boolean movesTheWay(ServerRow row) {
    return privateKey != null
        || differs(host, row.host())
        || differs(port, row.port())
        || differs(user, row.login())
        || differs(hostKey, row.hostKey())
        || differs(pmta, row.pmtaPath());
  }

  boolean movesTheFile(ServerRow row) {
    return differs(configPath, row.configPath());
  }

  boolean changesTheKey(ServerRow row) {
    return differs(hostKey, row.hostKey());
  }

  /** Whether days begin at another instant. */
  boolean movesTheDay(ServerRow row) {
    return differs(timezone, row.timezone()) || differs(dayStart, row.dayStart());
  }

  private static boolean differs(@Nullable Object wanted, @Nullable Object present) {
    return wanted != null && !Objects.equals(wanted, present);
  }

  /** What changes, for the audit log: old and new value, and of a private key only that it does. */
  Map<String, Object> describe(ServerRow row) {
    Map<String, Object> changes = new TreeMap<>();
    put(changes, "host", row.host(), host);
    put(changes, "port", row.port(), port);
    put(changes, "user", row.login(), user);
    put(changes, "hostKey", row.hostKey(), hostKey);
    put(changes, "configPath", row.configPath(), configPath);
    put(changes, "pmta", row.pmtaPath(), pmta);
    put(changes, "timezone", row.timezone(), timezone);
    put(changes, "dayStart", row.dayStart(), dayStart);
    if (privateKey != null) {
      changes.put("privateKey", "another one");
    }
    return changes;
  }

  private static void put(
      Map<String, Object> changes, String field, @Nullable Object from, @Nullable Object to) {
    if (differs(to, from)) {
      changes.put(field, from + " → " + to);
    }
  }
}
