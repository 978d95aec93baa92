package io.emailengine.store.settings;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A rule for a value, in words for the person who set it and as a check. */
record ValueRule(String words, Predicate<String> holds) {
  private static final String HOST_PATTERN = "(?:\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9._-]{1,253})";
  private static final String PORT_PATTERN =
      "(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";

  static final ValueRule PORT = pattern("must be a port number from 1 to 65535", PORT_PATTERN);
  static final ValueRule HOST =
      pattern(
          "must be an address or a host name to listen on, such as 127.0.0.1",
          "[A-Za-z0-9._:-]{1,253}");
  static final ValueRule HOST_PORT =
      pattern("must be host:port, such as 127.0.0.1:7233", HOST_PATTERN + ":" + PORT_PATTERN);
  static final ValueRule HOST_PORTS =
      pattern(
          "must be a list host:port,host:port",
          HOST_PATTERN + ":" + PORT_PATTERN + "(?:," + HOST_PATTERN + ":" + PORT_PATTERN + ")*");
  static final ValueRule PATH = new ValueRule("must be a path", ValueRule::isPath);
  static final ValueRule KEY =
      pattern("must be 8 to 256 visible ASCII characters without spaces", "[\\x21-\\x7e]{8,256}");
  static final ValueRule TEXT =
      pattern(
          "must be text of at most 1024 characters without control characters",
          "\\P{Cntrl}{1,1024}");
  static final ValueRule NAMESPACE =
      pattern(
          "must be a Temporal namespace: 2 to 255 letters, digits, '.', '_' or '-'",
          "[A-Za-z0-9][A-Za-z0-9._-]{1,254}");
  static final ValueRule POSTGRES_URL =
      pattern(
          "must be a JDBC address of PostgreSQL, such as jdbc:postgresql://host:5432/email_engine",
          "jdbc:postgresql:[\\x21-\\x7e]{1,1024}");
  static final ValueRule MARIADB_URL =
      pattern(
          "must be a JDBC address that begins with jdbc:mariadb://",
          "jdbc:mariadb://[\\x21-\\x7e]{1,1024}");
  static final ValueRule HTTP_URL =
      new ValueRule(
          "must be an http or https address without user name and password", ValueRule::isHttpUrl);
  static final ValueRule TELEGRAM_TOKEN =
      pattern(
          "must be a bot token: digits, a colon, then at least 30 letters, digits, '_' or '-'",
          "\\d+:[A-Za-z0-9_-]{30,}");
  static final ValueRule CHAT_ID =
      pattern(
          "must be the number of a chat, such as -1001234567890, or the @name of a channel",
          "-?[0-9]{1,20}|@[A-Za-z][A-Za-z0-9_]{3,63}");
  static final ValueRule ON_OFF = pattern("must be on or off", "on|off");
  static final ValueRule TABLE_PREFIX =
      pattern("must be at most 32 letters, digits or '_'", "[A-Za-z0-9_]{1,32}");
  static final ValueRule INTERVAL = duration(Duration.ofMillis(1), Duration.ofDays(1));

  static ValueRule duration(Duration least, Duration most) {
    String words =
        "must be an ISO-8601 duration such as PT5S or P1D, from "
            + text(least)
            + " to "
            + text(most);
    return new ValueRule(
        words,
        value ->
            parseDuration(value)
                .filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0)
                .isPresent());
  }

  /** Days are written as days: P1D reads better than PT24H. */
  static String text(Duration duration) {
    boolean wholeDays = !duration.isZero() && duration.equals(Duration.ofDays(duration.toDays()));
    return wholeDays ? "P" + duration.toDays() + "D" : duration.toString();
  }

  private static ValueRule pattern(String words, String regex) {
    return new ValueRule(words, Pattern.compile(regex).asMatchPredicate());
  }

  private static Optional<Duration> parseDuration(String value) {
    try {
      return Optional.of(Duration.parse(value));
    } catch (DateTimeParseException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static boolean isPath(String value) {
    try {
      return !Path.of(value).toString().isBlank();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static boolean isHttpUrl(String value) {
    try {
      URI uri = new URI(value);
      boolean http =
          "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
      return http && uri.getHost() != null && uri.getUserInfo() == null;
    } catch (java.net.URISyntaxException e) {
      return false;
    }
  }
}
