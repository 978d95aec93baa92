package io.emailengine.workflows.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifecycleTest {
  @ParameterizedTest
  @CsvSource({
    "warming, warmup_complete, active",
    "warming, finish, active",
    "warming, restart, warming",
    "warming, rest_begins, -", // rotation never interrupts a warm-up
    "warming, listed_critical, standby",
    "warming, listed_high, standby",
    "active, rest_begins, resting",
    "active, idle, warming",
    "active, warmup_complete, -",
    "resting, rest_over, active",
    "resting, listed_critical, standby",
    "standby, quarantine_begins, quarantined",
    "standby, back_to_resting, resting",
    "standby, clean_twice, -", // from standby one goes back, not to the start
    "quarantined, clean_twice, warming",
    "quarantined, put_active, -", // release first
    "quarantined, put_warming, -",
    "quarantined, standby_by_hand, -",
    "quarantined, listed_critical, quarantined",
    "retired, release_warming, -",
  })
  void movesAsTheTableSays(String state, String event, String after) {
    assertThat(Lifecycle.next(state(state), event(event)))
        .isEqualTo(after.equals("-") ? Optional.empty() : Optional.of(state(after)));
  }

  @Test
  void isBornWarmingOrActive() {
    assertThat(Lifecycle.next(null, LifecycleEvent.REGISTER_WARMING)).contains(IpState.WARMING);
    assertThat(Lifecycle.next(null, LifecycleEvent.REGISTER_ACTIVE)).contains(IpState.ACTIVE);
    assertThat(Lifecycle.next(null, LifecycleEvent.RETIRE)).isEmpty();
    for (IpState state : IpState.values()) {
      assertThat(Lifecycle.next(state, LifecycleEvent.REGISTER_WARMING)).isEmpty();
      assertThat(Lifecycle.next(state, LifecycleEvent.REGISTER_ACTIVE)).isEmpty();
    }
  }

  @Test
  void everyStateButRetiredHasAnExitAndCanBeRetired() {
    for (IpState state : IpState.values()) {
      if (state == IpState.RETIRED) {
        assertThat(Lifecycle.exits(state)).as("retired is final").isEmpty();
      } else {
        assertThat(Lifecycle.next(state, LifecycleEvent.RETIRE)).contains(IpState.RETIRED);
        assertThat(Lifecycle.exits(state).values()).anyMatch(after -> after != state);
      }
    }
  }

  @Test
  void everyStateIsReachedFromBirthAndEveryEventHappensSomewhere() {
    Set<IpState> reached = reachable(null);
    assertThat(reached).containsExactlyInAnyOrder(IpState.values());
    Set<LifecycleEvent> seen = EnumSet.noneOf(LifecycleEvent.class);
    seen.addAll(Lifecycle.exits(null).keySet());
    reached.forEach(state -> seen.addAll(Lifecycle.exits(state).keySet()));
    assertThat(seen).containsExactlyInAnyOrder(LifecycleEvent.values());
  }

  @Test
  void everyLivingStateComesBackToActive() {
    for (IpState state : IpState.values()) {
      if (state != IpState.RETIRED) {
        assertThat(reachable(state)).as(state.wireName()).contains(IpState.ACTIVE);
      }
    }
  }

  @Test
  void onlyAPersonOrCleanReadsLeadOutOfQuarantine() {
    Set<LifecycleEvent> out = EnumSet.noneOf(LifecycleEvent.class);
    Lifecycle.exits(IpState.QUARANTINED)
        .forEach(
            (event, after) -> {
              if (after != IpState.QUARANTINED) {
                out.add(event);
              }
            });
    assertThat(out)
        .containsExactlyInAnyOrder(
            LifecycleEvent.CLEAN_TWICE,
            LifecycleEvent.RELEASE_WARMING,
            LifecycleEvent.BACK_TO_WARMING,
            LifecycleEvent.BACK_TO_ACTIVE,
            LifecycleEvent.BACK_TO_RESTING,
            LifecycleEvent.RETIRE);
  }

  @Test
  void thereIsNoWayBackIntoAStop() {
    assertThat(LifecycleEvent.backTo(IpState.RESTING)).isEqualTo(LifecycleEvent.BACK_TO_RESTING);
    for (IpState state : List.of(IpState.STANDBY, IpState.QUARANTINED, IpState.RETIRED)) {
      assertThatThrownBy(() -> LifecycleEvent.backTo(state))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aListingAlwaysStopsWhateverLiesOnTop() {
    long seed = 7;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    LifecycleEvent[] events = LifecycleEvent.values();
    for (int life = 0; life < 2_000; life++) {
      Instant now = Instant.parse("2026-06-01T00:00:00Z");
      List<Hold> holds = new ArrayList<>();
      IpState state = random.nextBoolean() ? IpState.WARMING : IpState.ACTIVE;
      for (int i = 0; i < 60; i++) {
        now = now.plusSeconds(1 + random.nextInt(86_400));
        Instant moment = now;
        switch (random.nextInt(6)) {
          case 0 -> holds.add(new Hold(Hold.Kind.PAUSE, now, until(random, now), null));
          case 1 -> holds.add(new Hold(Hold.Kind.FREEZE, now, until(random, now), null));
          case 2 ->
              holds.replaceAll(
                  hold ->
                      hold.kind() == Hold.Kind.PAUSE && hold.endedAt() == null
                          ? new Hold(hold.kind(), hold.since(), hold.until(), moment)
                          : hold);
          default -> {
            LifecycleEvent event = events[random.nextInt(events.length)];
            IpState after = Lifecycle.next(state, event).orElse(state);
            boolean listed =
                event == LifecycleEvent.LISTED_CRITICAL || event == LifecycleEvent.LISTED_HIGH;
            if (listed && state != IpState.RETIRED) {
              assertThat(Lifecycle.stopped(after, false, List.of(), now)).isTrue();
            }
            state = after;
          }
        }
        boolean paused =
            holds.stream()
                .anyMatch(
                    h ->
                        h.kind() == Hold.Kind.PAUSE
                            && !h.since().isAfter(moment)
                            && (h.until() == null || h.until().isAfter(moment))
                            && (h.endedAt() == null || h.endedAt().isAfter(moment)));
        boolean mustNotSend = paused || state == IpState.STANDBY || state == IpState.QUARANTINED;
        assertThat(Lifecycle.stopped(state, false, holds, now))
            .as("seed %s life %s", seed, life)
            .isEqualTo(mustNotSend);
      }
    }
  }

  @Test
  void aRestStopsOnceDrained() {
    Instant now = Instant.EPOCH;
    assertThat(Lifecycle.stopped(IpState.RESTING, false, List.of(), now)).isFalse();
    assertThat(Lifecycle.stopped(IpState.RESTING, true, List.of(), now)).isTrue();
    assertThat(Lifecycle.stopped(IpState.ACTIVE, true, List.of(), now)).isFalse();
  }

  private static @Nullable Instant until(Random random, Instant now) {
    return random.nextBoolean() ? null : now.plusSeconds(1 + random.nextInt(200_000));
  }

  private static Set<IpState> reachable(@Nullable IpState from) {
    Set<IpState> reached = EnumSet.noneOf(IpState.class);
    Deque<IpState> queue = new ArrayDeque<>(Lifecycle.exits(from).values());
    while (!queue.isEmpty()) {
      IpState state = queue.remove();
      if (reached.add(state)) {
        queue.addAll(Lifecycle.exits(state).values());
      }
    }
    return reached;
  }

  private static IpState state(String name) {
    return IpState.valueOf(name.toUpperCase(Locale.ROOT));
  }

  private static LifecycleEvent event(String name) {
    return LifecycleEvent.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
