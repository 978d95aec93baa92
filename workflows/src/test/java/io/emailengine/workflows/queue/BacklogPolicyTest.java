package io.emailengine.workflows.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.workflows.model.DailyCap;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BacklogPolicyTest {
  private static final Duration DEFAULT = Duration.ofDays(4).plusHours(12);

  @ParameterizedTest
  @CsvSource({
    "100, PT108H, 225", // 4d12h: half of 450
    "1, PT108H, 2",
    "50, PT24H, 25",
    "10000000, PT108H, 22500000",
    "1, PT1H, 0",
  })
  void letsHalfOfWhatCanBeSentBeQueued(int cap, Duration bounceAfter, long limit) {
    assertThat(BacklogPolicy.limit(new DailyCap(cap), bounceAfter)).isEqualTo(limit);
    assertThat(BacklogPolicy.willBounce(limit, new DailyCap(cap), bounceAfter)).isFalse();
    assertThat(BacklogPolicy.willBounce(limit + 1, new DailyCap(cap), bounceAfter)).isTrue();
  }

  @Test
  void blamesAChangeOnlyIfItLowersTheCap() {
    DailyCap low = new DailyCap(50);
    DailyCap high = new DailyCap(200);
    assertThat(BacklogPolicy.causedBy(low, high, 400, DEFAULT)).isTrue();
    assertThat(BacklogPolicy.causedBy(low, high, 100, DEFAULT)).isFalse();
    assertThat(BacklogPolicy.causedBy(high, low, 4_000, DEFAULT)).isFalse();
    assertThat(BacklogPolicy.causedBy(low, low, 4_000, DEFAULT)).isFalse();
  }
}
