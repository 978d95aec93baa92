package io.emailengine.sandbox.grammar;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A limit of so many recipients per stretch of time.
 *
 * @param messages at least 1
 * @param per the stretch; a day is {@code P1D}
 */
public record Rate(long messages, Duration per) {
  private static final Pattern RATE = Pattern.compile("(\\d+)/(\\d*)([a-z]+)");

  public Rate {
    if (messages < 1 || per.isZero() || per.isNegative()) {
      throw new IllegalArgumentException("not a rate: " + messages + " per " + per);
    }
  }

  /** Reads a rate that the grammar accepted; {@code unlimited} and {@code 0} are no limit. */
  static Optional<Rate> parse(String text) {
    Matcher matcher = RATE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long times = matcher.group(2).isEmpty() ? 1 : Math.max(1, Long.parseLong(matcher.group(2)));
    Duration unit =
        switch (matcher.group(3)) {
          case "d", "day" -> Duration.ofDays(1);
          case "h", "hr" -> Duration.ofHours(1);
          case "m", "min" -> Duration.ofMinutes(1);
          default -> Duration.ofSeconds(1);
        };
    return Optional.of(new Rate(Long.parseLong(matcher.group(1)), unit.multipliedBy(times)));
  }

  /** The most recipients that the limit lets through in a day. */
  public long perDay() {
    long day = Duration.ofDays(1).toSeconds();
    return Math.max(1, Math.multiplyExact(messages, day) / per.toSeconds());
  }

  @Override
  public String toString() {
    return per.equals(Duration.ofDays(1))
        ? messages + "/d"
        : messages + "/" + per.toSeconds() + "s";
  }
}
