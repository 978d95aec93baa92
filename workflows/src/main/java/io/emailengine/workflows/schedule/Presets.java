package io.emailengine.workflows.schedule;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The schedules known by name. Where a published table holds a cap for several days, those days are
 * one step.
 */
public final class Presets {
  public static final String DEFAULT = "six-week";

  private static final int WEEK = 7;
  private static final int[] WEEKLY = {50, 200, 500, 1_500, 5_000, 10_000};

  private static final List<WarmupSchedule> ALL =
      List.of(sixWeek(), sixWeekDaily(), sparkpost30(), mailtrap21(), misar30());

  private Presets() {}

  /** All presets, the default first. */
  public static List<WarmupSchedule> all() {
    return ALL;
  }

  /** The preset of this name, if there is one. */
  public static Optional<WarmupSchedule> find(String name) {
    return ALL.stream().filter(schedule -> schedule.name().equals(name)).findFirst();
  }

  /**
   * A schedule of somebody's own.
   *
   * @throws io.emailengine.workflows.model.InvalidValueException if the steps break a rule of
   *     {@link WarmupSchedule}
   */
  public static WarmupSchedule custom(List<WarmupStep> steps) {
    return new WarmupSchedule(WarmupSchedule.CUSTOM, steps);
  }

  private static WarmupSchedule sixWeek() {
    List<WarmupStep> steps = new ArrayList<>();
    for (int cap : WEEKLY) {
      steps.add(WarmupStep.of(cap, WEEK));
    }
    return new WarmupSchedule(DEFAULT, steps);
  }

  /** Week 1 is flat; then each week grows evenly to its target, which its seventh day has. */
  private static WarmupSchedule sixWeekDaily() {
    List<WarmupStep> steps = new ArrayList<>();
    steps.add(WarmupStep.of(WEEKLY[0], WEEK));
    for (int week = 1; week < WEEKLY.length; week++) {
      for (int day = 1; day <= WEEK; day++) {
        steps.add(WarmupStep.of(between(WEEKLY[week - 1], WEEKLY[week], day), 1));
      }
    }
    return new WarmupSchedule("six-week-daily", steps);
  }

  /**
   * {@code from x (to / from)^(day / 7)}, rounded down. The largest x with x^7 <= from^(7 - day) x
   * to^day: whole numbers, because the last digit of a power of doubles differs between machines.
   */
  private static int between(int from, int to, int day) {
    BigInteger power =
        BigInteger.valueOf(from).pow(WEEK - day).multiply(BigInteger.valueOf(to).pow(day));
    int low = from;
    int high = to;
    while (low < high) {
      int middle = low + (high - low + 1) / 2;
      if (BigInteger.valueOf(middle).pow(WEEK).compareTo(power) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Named after its month; the published table has 29 values, one for each day. */
  private static WarmupSchedule sparkpost30() {
    return new WarmupSchedule(
        "sparkpost-30",
        daily(
            200,
            500,
            1_000,
            2_000,
            5_000,
            10_000,
            20_000,
            40_000,
            50_000,
            75_000,
            100_000,
            150_000,
            200_000,
            250_000,
            325_000,
            400_000,
            500_000,
            600_000,
            750_000,
            1_000_000,
            1_250_000,
            1_750_000,
            2_000_000,
            3_000_000,
            4_250_000,
            5_000_000,
            6_000_000,
            7_500_000,
            10_000_000));
  }

  private static WarmupSchedule mailtrap21() {
    return new WarmupSchedule(
        "mailtrap-21",
        daily(
            300, 390, 510, 660, 860, 1_100, 1_400, 1_900, 2_400, 3_200, 4_100, 5_400, 7_000, 9_100,
            11_800, 15_400, 20_000, 26_000, 33_700, 43_900, 57_000));
  }

  private static WarmupSchedule misar30() {
    return new WarmupSchedule(
        "misar-30d",
        List.of(
            WarmupStep.of(50, 2),
            WarmupStep.of(200, 3),
            WarmupStep.of(500, 2),
            WarmupStep.of(2_000, 7),
            WarmupStep.of(5_000, 7),
            WarmupStep.of(10_000, 9)));
  }

  private static List<WarmupStep> daily(int... caps) {
    List<WarmupStep> steps = new ArrayList<>();
    for (int cap : caps) {
      steps.add(WarmupStep.of(cap, 1));
    }
    return steps;
  }
}
