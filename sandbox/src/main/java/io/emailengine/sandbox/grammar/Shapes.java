package io.emailengine.sandbox.grammar;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What single values look like. */
final class Shapes {
  private static final Pattern INTERVAL = Pattern.compile("0|(\\d{1,9}[wdhms])+");
  private static final Pattern UNIT_RATE =
      Pattern.compile("[1-9]\\d{0,9}/\\d{0,6}(d|day|h|hr|m|min|s|sec)");
  private static final Pattern DAILY = Pattern.compile("\\d{1,10}/(d|day)");
  private static final Pattern VOLUME =
      Pattern.compile("[1-9]\\d{0,11}[bBkKmMgGtT]?/\\d{0,6}(d|day|h|hr|m|min|s|sec)");
  private static final Pattern SIZE = Pattern.compile("0|unlimited|\\d{1,12}[bBkKmMgGtT]?");
  private static final Pattern IPV4 =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]*");
  private static final Pattern HOST_LABEL =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
  private static final Set<String> FLAGS = Set.of("yes", "no", "true", "false");
  private static final Set<String> ACTIONS =
      Set.of(
          "mode=backoff",
          "mode=normal",
          "skip-mx",
          "bounce-queue",
          "bounce-rcpt",
          "disable-source-ip",
          "defer-queue");
  private static final Set<String> TIMED_ACTIONS =
      Set.of("backoff-to-normal-after", "reenable-after", "retry-after", "defer-queue");

  private Shapes() {}

  static Optional<String> expect(boolean fits, String what, String found) {
    return fits
        ? Optional.empty()
        : Optional.of("expected " + what + " instead of \"" + found + "\"");
  }

  static Optional<String> tooMany(List<String> arguments, int wanted) {
    return Optional.of("unexpected \"" + arguments.get(wanted) + "\"");
  }

  static boolean all(String list, Predicate<String> fits) {
    for (String item : list.split(",", -1)) {
      if (!fits.test(item)) {
        return false;
      }
    }
    return true;
  }

  static boolean isFlag(String value) {
    return FLAGS.contains(value);
  }

  static boolean isNumber(String value) {
    return value.matches("\\d{1,10}") && Long.parseLong(value) <= Integer.MAX_VALUE;
  }

  static boolean isInterval(String value) {
    return INTERVAL.matcher(value).matches();
  }

  static boolean isRate(String value) {
    return value.equals("unlimited") || value.equals("0") || UNIT_RATE.matcher(value).matches();
  }

  static boolean isDailyLimit(String value) {
    return DAILY.matcher(value).matches();
  }

  static boolean isVolumeRate(String value) {
    return value.equals("unlimited") || value.equals("0") || VOLUME.matcher(value).matches();
  }

  static boolean isSize(String value) {
    return SIZE.matcher(value).matches();
  }

  static boolean isAccessLevel(String value) {
    return Set.of("none", "monitor", "monitor,deny-logs", "operator", "admin").contains(value);
  }

  static boolean isAction(String action) {
    int equals = action.indexOf('=');
    return ACTIONS.contains(action)
        || (equals > 0
            && TIMED_ACTIONS.contains(action.substring(0, equals))
            && isInterval(action.substring(equals + 1)));
  }

  static boolean isRegex(String regex) {
    try {
      Pattern.compile(regex);
      return true;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  static boolean isAddressOrRange(String value) {
    if (value.equals("0/0")) {
      return true;
    }
    int slash = value.indexOf('/');
    String address = slash < 0 ? value : value.substring(0, slash);
    boolean v4 = isIpv4(address);
    boolean v6 =
        !v4 && IPV6.matcher(address).matches() && address.indexOf(':') != address.lastIndexOf(':');
    if (slash < 0) {
      return v4 || v6;
    }
    String bits = value.substring(slash + 1);
    return (v4 || v6) && isNumber(bits) && Integer.parseInt(bits) <= (v4 ? 32 : 128);
  }

  private static boolean isIpv4(String value) {
    var matcher = IPV4.matcher(value);
    if (!matcher.matches()) {
      return false;
    }
    for (int part = 1; part <= 4; part++) {
      if (Integer.parseInt(matcher.group(part)) > 255) {
        return false;
      }
    }
    return true;
  }

  /** A name in letters, digits, dashes and dots that is not an address. */
  static boolean isHostName(String value) {
    if (value.isEmpty() || value.length() > 253 || isIpv4(value)) {
      return false;
    }
    for (String label : value.split("\\.", -1)) {
      if (!HOST_LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }
}
