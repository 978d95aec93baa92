package io.emailengine.activities.pmta.config.adopt;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PowerMTA's intervals: {@code 4d12h}, {@code 300s}; a bare number is seconds. */
final class Interval {
  private static final Pattern WHOLE =
      Pattern.compile("(?i)(?:\\d{1,9}(?:w|d|day|h|hr|m|min|s|sec))+|\\d{1,9}");
  private static final Pattern PART = Pattern.compile("(?i)(\\d+)([a-z]*)");

  private Interval() {}

  static Optional<Duration> read(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      sum = sum.plus(unit(part.group(2)).multipliedBy(Long.parseLong(part.group(1))));
    }
    return Optional.of(sum);
  }

  private static Duration unit(String word) {
    char first = word.isEmpty() ? 's' : Character.toLowerCase(word.charAt(0));
    return switch (first) {
      case 'w' -> Duration.ofDays(7);
      case 'd' -> Duration.ofDays(1);
      case 'h' -> Duration.ofHours(1);
      case 'm' -> Duration.ofMinutes(1);
      default -> Duration.ofSeconds(1);
    };
  }
}
