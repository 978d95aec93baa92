package io.emailengine.workflows.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailengine.workflows.apply.CapPolicy.Render;
import io.emailengine.workflows.apply.CapPolicy.Wish;
import io.emailengine.workflows.model.DailyCap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapPolicyTest {
  @ParameterizedTest
  @CsvSource({
    // share, stopped, runs, runs stopped, person, window -> cap, stopped, deferred
    "50, false, , false, false, false, 50, false, false", // new on the host
    "200, false, 50, false, false, true, 200, false, false",
    "200, false, 50, false, false, false, 50, false, true",
    "200, false, 50, false, true, false, 200, false, false",
    "50, false, 200, false, false, false, 50, false, false", // lowering: at once
    "50, false, 50, false, false, false, 50, false, false",
    "200, true, 200, false, false, false, 1, true, false", // stopping: at once
    "200, true, 200, false, false, true, 1, true, false",
    "200, true, , false, true, false, 1, true, false",
    "200, false, 1, true, false, false, 1, true, true", // a stop that ends by itself
    "200, false, 1, true, false, true, 200, false, false",
    "200, false, 1, true, true, false, 200, false, false", // resumed by a person
    "50, false, 200, true, false, false, 1, true, true",
  })
  void rendersWhatMayRunNow(
      int share,
      boolean stopped,
      Integer running,
      boolean runningStopped,
      boolean person,
      boolean window,
      int cap,
      boolean renderedStopped,
      boolean deferred) {
    DailyCap runs = running == null ? null : new DailyCap(running);
    Render render =
        CapPolicy.render(
            new Wish(new DailyCap(share), stopped, runs, runningStopped, person), window);
    assertThat(render).isEqualTo(new Render(new DailyCap(cap), renderedStopped, deferred));
  }

  @Test
  void onlyTheFullShareAndSendingReachesTheStep() {
    DailyCap share = new DailyCap(200);
    assertThat(new Render(share, false, false).reaches(share)).isTrue();
    assertThat(new Render(new DailyCap(50), false, true).reaches(share)).isFalse();
    assertThat(new Render(CapPolicy.STOPPED, true, false).reaches(CapPolicy.STOPPED)).isFalse();
  }
}
