package io.emailengine.activities.pmta.config.grammar;

import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.InvalidValueException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code max-smtp-msg-rate}, the total of a virtual MTA. A rate is a daily cap if its stretch
 * is exactly one day, however that is written: {@code N/d}, {@code N/1day}, {@code N/24h}, {@code
 * N/1440min}, {@code N/86400s}. PowerMTA's guide does not say which of several lines wins, so
 * several lines are a cap only if all of them mean the same one; otherwise the cap is unknown.
 */
public final class DailyRate {
  public static final String DIRECTIVE = "max-smtp-msg-rate";

  private static final Pattern RATE = Pattern.compile("([0-9]{1,9})/([0-9]{0,6})([A-Za-z]+)");

  private DailyRate() {}

  /**
   * The daily cap of a virtual MTA: empty without one, with a rate that is not per day, or with
   * several lines that do not all mean the same cap.
   */
  public static Optional<DailyCap> capOf(Block vmta) {
    List<Line> lines = vmta.lines(DIRECTIVE);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Optional<DailyCap> cap = read(lines.get(0).value());
    boolean same = lines.stream().allMatch(line -> read(line.value()).equals(cap));
    return same ? cap : Optional.empty();
  }

  /** Reads one rate; empty if it is not per day, or 0, or beyond what the engine handles. */
  public static Optional<DailyCap> read(String value) {
    Matcher rate = RATE.matcher(value);
    if (!rate.matches()) {
      return Optional.empty();
    }
    long times = rate.group(2).isEmpty() ? 1 : Long.parseLong(rate.group(2));
    if (times * seconds(rate.group(3).toLowerCase(Locale.ROOT)) != Duration.ofDays(1).toSeconds()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new DailyCap(Integer.parseInt(rate.group(1))));
    } catch (InvalidValueException e) {
      return Optional.empty(); // 0 or beyond what the engine handles: no cap that it could keep
    }
  }

  private static long seconds(String unit) {
    return switch (unit) {
      case "d", "day" -> Duration.ofDays(1).toSeconds();
      case "h", "hr" -> Duration.ofHours(1).toSeconds();
      case "m", "min" -> Duration.ofMinutes(1).toSeconds();
      case "s", "sec" -> 1;
      default -> 0;
    };
  }
}
