package io.emailengine.sandbox.powermta;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads intervals as PowerMTA writes them: {@code 4d12h}. */
final class Intervals {
  private static final Pattern PART = Pattern.compile("(\\d+)([wdhms])");

  private Intervals() {}

  /** Nothing if it is no interval. */
  static Optional<Duration> parse(String text) {
    Matcher part = PART.matcher(text);
    Duration sum = Duration.ZERO;
    int at = 0;
    while (part.find() && part.start() == at) {
      long n = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "w" -> Duration.ofDays(7 * n);
                case "d" -> Duration.ofDays(n);
                case "h" -> Duration.ofHours(n);
                case "m" -> Duration.ofMinutes(n);
                default -> Duration.ofSeconds(n);
              });
      at = part.end();
    }
    return at > 0 && at == text.length() ? Optional.of(sum) : Optional.empty();
  }
}
