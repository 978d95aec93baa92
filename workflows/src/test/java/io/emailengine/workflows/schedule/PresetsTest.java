package io.emailengine.workflows.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailengine.workflows.model.DailyCap;
import io.emailengine.workflows.model.InvalidValueException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PresetsTest {
  @Test
  void theDefaultHoldsSixCapsForAWeekEach() {
    WarmupSchedule schedule = Presets.find(Presets.DEFAULT).orElseThrow();
    assertThat(caps(schedule)).containsExactly(50, 200, 500, 1500, 5000, 10000);
    assertThat(schedule.steps()).allMatch(step -> step.days() == 7);
    assertThat(schedule.totalDays()).isEqualTo(42);
  }

  @Test
  void theDailyOneGrowsEvenlyToEachWeeksTarget() {
    WarmupSchedule schedule = Presets.find("six-week-daily").orElseThrow();
    assertThat(schedule.totalDays()).isEqualTo(42);
    // Worked out by hand from 50 x 4^(1/7), 200 x 2.5^(1/7), … rounded down.
    assertThat(perDay(schedule).subList(0, 21))
        .containsExactly(
            50, 50, 50, 50, 50, 50, 50, 60, 74, 90, 110, 134, 164, 200, 227, 259, 296, 337, 384,
            438, 500);
    assertThat(perDay(schedule).subList(21, 42))
        .containsExactly(
            584, 684, 800, 936, 1095, 1282, 1500, 1781, 2115, 2512, 2984, 3544, 4209, 5000, 5520,
            6095, 6729, 7429, 8203, 9057, 10000);
  }

  @Test
  void theDailyOneNeverGrowsByMoreThanFourTenthsADay() {
    List<Integer> days = perDay(Presets.find("six-week-daily").orElseThrow());
    for (int day = 1; day < days.size(); day++) {
      assertThat(days.get(day) * 10L).isLessThanOrEqualTo(days.get(day - 1) * 14L);
    }
  }

  @Test
  void publishedTablesHaveOneStepADay() {
    WarmupSchedule sparkpost = Presets.find("sparkpost-30").orElseThrow();
    assertThat(sparkpost.steps()).allMatch(step -> step.days() == 1);
    assertThat(caps(sparkpost)).startsWith(200, 500, 1000).endsWith(6000000, 7500000, 10000000);
    WarmupSchedule mailtrap = Presets.find("mailtrap-21").orElseThrow();
    assertThat(mailtrap.steps()).hasSize(21).allMatch(step -> step.days() == 1);
    assertThat(caps(mailtrap)).startsWith(300, 390, 510).endsWith(43900, 57000);
    WarmupSchedule misar = Presets.find("misar-30d").orElseThrow();
    assertThat(misar.totalDays()).isEqualTo(30);
    assertThat(perDay(misar)).startsWith(50, 50, 200, 200, 200, 500, 500, 2000).endsWith(10000);
  }

  @Test
  void anUnknownNameIsNoPreset() {
    assertThat(Presets.find("ultra")).isEmpty();
    assertThat(Presets.all()).extracting(WarmupSchedule::name).doesNotHaveDuplicates().hasSize(5);
  }

  @Test
  void customStepsKeepTheRules() {
    assertThat(Presets.custom(List.of(WarmupStep.of(50, 1), WarmupStep.of(500, 60))).name())
        .isEqualTo("custom");
    assertRefused(List.of());
    assertRefused(List.of(WarmupStep.of(50, 1), WarmupStep.of(49, 1)));
    assertRefused(List.of(WarmupStep.of(50, 1), WarmupStep.of(501, 1)));
    assertRefused(java.util.Collections.nCopies(101, WarmupStep.of(50, 1)));
    for (int days : new int[] {0, -1, 61}) {
      assertThatThrownBy(() -> WarmupStep.of(50, days)).isInstanceOf(InvalidValueException.class);
    }
    for (int cap : new int[] {0, -1, 10_000_001}) {
      assertThatThrownBy(() -> WarmupStep.of(cap, 1)).isInstanceOf(InvalidValueException.class);
    }
  }

  @Test
  void choosesTheLargestCapThatIsNotAbove() {
    WarmupSchedule schedule = Presets.find(Presets.DEFAULT).orElseThrow();
    int[][] table = {{1, 1}, {49, 1}, {50, 1}, {199, 1}, {200, 2}, {1500, 4}, {9999, 5}};
    for (int[] row : table) {
      assertThat(StepChoice.at(schedule, new DailyCap(row[0]))).isEqualTo(row[1]);
    }
    assertThat(StepChoice.at(schedule, new DailyCap(DailyCap.MAX))).isEqualTo(6);
  }

  @Test
  void ofEqualCapsThePresentStepStaysAndElseTheFirstIsTaken() {
    WarmupSchedule schedule =
        Presets.custom(List.of(WarmupStep.of(50, 1), WarmupStep.of(50, 2), WarmupStep.of(60, 1)));
    assertThat(StepChoice.at(schedule, new DailyCap(55))).isEqualTo(1);
    assertThat(StepChoice.at(schedule, new DailyCap(55), 2)).isEqualTo(2);
    assertThat(StepChoice.at(schedule, new DailyCap(55), 3)).isEqualTo(1);
  }

  private static void assertRefused(List<WarmupStep> steps) {
    assertThatThrownBy(() -> Presets.custom(steps)).isInstanceOf(InvalidValueException.class);
  }

  private static List<Integer> caps(WarmupSchedule schedule) {
    return schedule.steps().stream().map(step -> step.cap().messages()).toList();
  }

  private static List<Integer> perDay(WarmupSchedule schedule) {
    return schedule.steps().stream()
        .flatMap(step -> java.util.Collections.nCopies(step.days(), step.cap().messages()).stream())
        .toList();
  }
}
