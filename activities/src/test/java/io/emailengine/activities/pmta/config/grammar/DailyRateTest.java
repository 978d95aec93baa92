package io.emailengine.activities.pmta.config.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.workflows.model.DailyCap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DailyRateTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "50/d",
        "50/day",
        "50/1d",
        "50/24h",
        "50/24HR",
        "50/1440m",
        "50/1440min",
        "50/86400s"
      })
  void readsWhateverMeansOneDay(String value) {
    assertThat(DailyRate.read(value)).contains(new DailyCap(50));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "50",
        "unlimited",
        "0",
        "0/d",
        "50/h",
        "50/2d",
        "50/25h",
        "50/dd",
        "50/w",
        "-5/d",
        "5.0/d",
        "999999999/d",
        "99999999999999/d",
        "50/999999d",
        "50/ d",
        "/d",
        "50/"
      })
  void takesNothingElseForACap(String value) {
    assertThat(DailyRate.read(value)).isEmpty();
  }

  @Test
  void severalLinesAreACapOnlyIfTheyAgree() {
    assertThat(DailyRate.capOf(vmta("50/d", "50/24h"))).contains(new DailyCap(50));
    assertThat(DailyRate.capOf(vmta("50/d", "60/d"))).isEmpty();
    assertThat(DailyRate.capOf(vmta("50/d", "unlimited"))).isEmpty();
    assertThat(DailyRate.capOf(vmta())).isEmpty();
  }

  private static Block vmta(String... rates) {
    StringBuilder text = new StringBuilder("<virtual-mta v>\n");
    for (String rate : rates) {
      text.append("max-smtp-msg-rate ").append(rate).append('\n');
    }
    return BlockText.of(text + "</virtual-mta>\n").block();
  }
}
