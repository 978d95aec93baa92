package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.ExecResult;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the short answers of {@code pmta}. Its exit codes are not documented, so code and text
 * decide together, and whatever they leave open is unknown.
 */
final class PmtaAnswers {
  private static final Pattern PLACE =
      Pattern.compile("(?m)^\\s*Error in line ([0-9]{1,9}) of (.+?): *(.*)$");
  private static final Pattern ERROR = Pattern.compile("(?mi)^\\s*(?:fatal|error)\\b.*$");
  private static final Pattern RELOADED = Pattern.compile("(?i)\\bconfiguration reloaded\\b");
  private static final Pattern VERSION = Pattern.compile("PowerMTA v?([0-9][0-9A-Za-z._-]*)");
  private static final int CANNOT_RUN = 126; // and 127: there is no such program
  private static final int SHOWN = 500;

  private PmtaAnswers() {}

  static TestOutcome test(ExecResult result) {
    String text = text(result);
    Optional<String> unknown = unknown(result);
    if (unknown.isPresent()) {
      return new TestOutcome.Unknown(unknown.get());
    }
    Matcher place = PLACE.matcher(text);
    if (place.find()) {
      return new TestOutcome.Rejected(
          Optional.of(place.group(2)),
          OptionalInt.of(Integer.parseInt(place.group(1))),
          shown(place.group(3)));
    }
    Matcher error = ERROR.matcher(text);
    if (error.find()) {
      return new TestOutcome.Rejected(
          Optional.empty(), OptionalInt.empty(), shown(error.group().strip()));
    }
    return result.ok() ? new TestOutcome.Accepted() : new TestOutcome.Unknown(said(result));
  }

  static ReloadOutcome reload(ExecResult result) {
    Optional<String> unknown = unknown(result);
    if (unknown.isPresent()) {
      return new ReloadOutcome.Unknown(unknown.get());
    }
    String text = text(result);
    if (ERROR.matcher(text).find() || cannotRun(result)) {
      return new ReloadOutcome.Refused(said(result));
    }
    if (result.ok() && RELOADED.matcher(text).find()) {
      return new ReloadOutcome.Reloaded();
    }
    return result.ok()
        ? new ReloadOutcome.Unknown(said(result))
        : new ReloadOutcome.Refused(said(result));
  }

  static Optional<String> version(String text) {
    Matcher version = VERSION.matcher(text);
    return version.find() ? Optional.of(version.group(1)) : Optional.empty();
  }

  /** Success that must be said: {@code Queue(s) paused.} */
  static boolean confirms(ExecResult result, String word) {
    String text = text(result);
    return result.ok()
        && text.toLowerCase(Locale.ROOT).contains(word)
        && !ERROR.matcher(text).find();
  }

  /** Why nobody knows how the command ended, if so. */
  static Optional<String> unknown(ExecResult result) {
    if (result.timedOut()) {
      return Optional.of("no answer in time");
    }
    if (result.signal().isPresent()) {
      return Optional.of("ended by signal " + result.signal().get());
    }
    return result.exit().isEmpty() ? Optional.of("the connection broke") : Optional.empty();
  }

  static boolean cannotRun(ExecResult result) {
    return result.exit().isPresent()
        && (result.exit().getAsInt() == CANNOT_RUN || result.exit().getAsInt() == CANNOT_RUN + 1);
  }

  static String text(ExecResult result) {
    return result.stdout() + (result.stdout().endsWith("\n") ? "" : "\n") + result.stderr();
  }

  /** What the command said, or at least its exit code. */
  static String said(ExecResult result) {
    String text = text(result).strip();
    String code =
        result.exit().isPresent() ? "exit code " + result.exit().getAsInt() : "no exit code";
    return text.isEmpty() ? code : shown(text) + " (" + code + ")";
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
