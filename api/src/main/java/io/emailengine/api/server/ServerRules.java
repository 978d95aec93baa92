package io.emailengine.api.server;

import io.emailengine.workflows.model.HostName;
import io.emailengine.workflows.model.InvalidValueException;
import io.emailengine.workflows.model.IpAddress;
import io.emailengine.workflows.model.ServerName;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.regex.Pattern;

/** What each field of a server must look like, whoever gives it. */
final class ServerRules {
  private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._-]{1,255}){1,20}");
  private static final Pattern LOOPBACK =
      Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|::1");
  private static final Pattern DAY_START = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");

  private ServerRules() {}

  static String name(String value) {
    return new ServerName(value).value();
  }

  static String host(String value) {
    if (LOOPBACK.matcher(value).matches()) {
      return value;
    }
    boolean numeric = value.indexOf(':') >= 0 || value.matches("[0-9.]+");
    return numeric ? new IpAddress(value).value() : new HostName(value).value();
  }

  static String user(String value) {
    return matching(
        USER, value, "must be a login name of lower-case letters, digits, underscores and hyphens");
  }

  static String path(String value) {
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

  static String hostKey(String value) {
    return PublicKeyLine.plain(value)
        .orElseThrow(
            () ->
                new InvalidValueException(
                    "must be a public key line as ssh-keyscan prints it, without the host, such as ssh-ed25519 AAAA…"));
  }

  static String privateKey(String value) {
    String problem = PrivateKeyText.problem(value);
    if (problem != null) {
      throw new InvalidValueException(problem);
    }
    return value;
  }

  static String zone(String value) {
    try {
      return ZoneId.of(value).getId();
    } catch (DateTimeException e) {
      throw new InvalidValueException("must be a time zone id such as Europe/Berlin");
    }
  }

  static LocalTime dayStart(String value) {
    if (!DAY_START.matcher(value).matches()) {
      throw new InvalidValueException("must be a time of day such as 00:10");
    }
    return LocalTime.parse(value);
  }
}
