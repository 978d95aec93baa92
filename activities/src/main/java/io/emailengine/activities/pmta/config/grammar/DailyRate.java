package io.emailengine.activities.pmta.config.grammar;

import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.InvalidValueException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code max-smtp-msg-rate}, the total of a virtual MTA. */
public final class DailyRate {
  public static final String DIRECTIVE = "max-smtp-msg-rate";

  private DailyRate() {}

  /**
   * The daily cap of a virtual MTA: empty without one, with a rate that is not per day, or with
   * several lines that differ.
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

  /** Reads {@code N/d} and {@code N/day}. */
  public static Optional<DailyCap> read(String value) {
    int slash = value.indexOf('/');
    String unit = slash < 0 ? "" : value.substring(slash + 1).toLowerCase(Locale.ROOT);
    if (slash < 1 || slash > 9 || !(unit.equals("d") || unit.equals("day"))) {
      return Optional.empty();
    }
    for (int i = 0; i < slash; i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(new DailyCap(Integer.parseInt(value.substring(0, slash))));
    } catch (InvalidValueException e) {
      return Optional.empty(); // 0 or beyond what the engine handles: no cap that it could keep
    }
  }
}
