package io.emailengine.workflows.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StopAgeTest {
  private static final Instant STOP = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration BOUNCE_AFTER = Duration.ofHours(100);

  @Test
  void countsFromTheStop() {
    StopAge age = new StopAge(5, STOP, STOP.minusSeconds(60));
    assertThat(age.at(STOP.plusSeconds(90))).isEqualTo(Duration.ofSeconds(90));
    assertThat(age.at(STOP.minusSeconds(1))).isZero();
  }

  @Test
  void countsFromTheLastTimeTheQueueWasSeenEmptyIfThatWasLater() {
    StopAge age = new StopAge(5, STOP, STOP.plus(Duration.ofHours(2)));
    assertThat(age.at(STOP.plus(Duration.ofHours(5)))).isEqualTo(Duration.ofHours(3));
  }

  @Test
  void isNothingWhereNothingWaitsOrNothingIsStopped() {
    Instant later = STOP.plus(Duration.ofDays(30));
    assertThat(new StopAge(0, STOP, null).at(later)).isZero();
    assertThat(new StopAge(5, null, null).at(later)).isZero();
    assertThat(new StopAge(0, STOP, null).percentPassed(BOUNCE_AFTER, later)).isZero();
  }

  @Test
  void passesHalfAndFourFifths() {
    StopAge age = new StopAge(5, STOP, null);
    assertThat(age.percentPassed(BOUNCE_AFTER, STOP.plus(Duration.ofHours(49)))).isZero();
    assertThat(age.percentPassed(BOUNCE_AFTER, STOP.plus(Duration.ofHours(50)))).isEqualTo(50);
    assertThat(age.percentPassed(BOUNCE_AFTER, STOP.plus(Duration.ofHours(79)))).isEqualTo(50);
    assertThat(age.percentPassed(BOUNCE_AFTER, STOP.plus(Duration.ofHours(80)))).isEqualTo(80);
    assertThat(age.percentPassed(BOUNCE_AFTER, STOP.plus(Duration.ofHours(500)))).isEqualTo(80);
  }
}
