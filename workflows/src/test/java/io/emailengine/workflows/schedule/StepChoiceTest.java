package io.emailengine.workflows.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.workflows.model.DailyCap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepChoiceTest {
  private static final WarmupSchedule SCHEDULE =
      new WarmupSchedule(
          "s",
          List.of(
              WarmupStep.of(50, 7),
              WarmupStep.of(200, 7),
              WarmupStep.of(200, 7),
              WarmupStep.of(500, 7)));

  @ParameterizedTest
  @CsvSource({"1, 1", "50, 1", "199, 1", "200, 2", "499, 2", "500, 4", "9000, 4"})
  void choosesTheLargestStepThatIsNotAbove(int cap, int step) {
    assertThat(StepChoice.at(SCHEDULE, new DailyCap(cap))).isEqualTo(step);
  }

  @Test
  void staysInThePresentStepWhereItHasTheSameCap() {
    assertThat(StepChoice.at(SCHEDULE, new DailyCap(300), 3)).isEqualTo(3);
    assertThat(StepChoice.at(SCHEDULE, new DailyCap(60), 3)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 50, 2, 200",
    "1, 20, 2, 200",
    "2, 200, 3, 200",
    "2, 300, 4, 500",
    "4, 500, 4, 500",
    "3, 900, 4, 900",
  })
  void neverFollowsWithLessThanIsInForce(int present, int inForce, int next, int cap) {
    DailyCap in = new DailyCap(inForce);
    assertThat(StepChoice.after(SCHEDULE, present, in)).isEqualTo(next);
    assertThat(StepChoice.capAfter(SCHEDULE, next, in)).isEqualTo(new DailyCap(cap));
  }

  @Test
  void theCapThatRunsIsThePlansUnlessARiseStillWaits() {
    DailyCap planned = new DailyCap(200);
    assertThat(PresentCap.of(SCHEDULE, 2, planned, true, 1, true)).isEqualTo(planned);
    assertThat(PresentCap.of(SCHEDULE, 2, planned, true, 80, false))
        .as("a share")
        .isEqualTo(planned);
    assertThat(PresentCap.of(SCHEDULE, 2, planned, false, 50, false)).isEqualTo(new DailyCap(50));
    assertThat(PresentCap.of(SCHEDULE, 2, planned, false, 1, true)).isEqualTo(new DailyCap(50));
    assertThat(PresentCap.of(SCHEDULE, 2, planned, false, null, false)).isEqualTo(planned);
  }
}
