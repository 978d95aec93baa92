package io.emailengine.workflows.lifecycle;

import static io.emailengine.workflows.lifecycle.IpState.ACTIVE;
import static io.emailengine.workflows.lifecycle.IpState.QUARANTINED;
import static io.emailengine.workflows.lifecycle.IpState.RESTING;
import static io.emailengine.workflows.lifecycle.IpState.RETIRED;
import static io.emailengine.workflows.lifecycle.IpState.STANDBY;
import static io.emailengine.workflows.lifecycle.IpState.WARMING;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one table of moves between states. Pauses and freezes are not in it: they lie on top of any
 * state and never move it. An event that changes nothing is an exit to the same state; one that a
 * state does not know is refused.
 */
public final class Lifecycle {
  private static final Map<LifecycleEvent, IpState> BIRTHS =
      Map.of(LifecycleEvent.REGISTER_WARMING, WARMING, LifecycleEvent.REGISTER_ACTIVE, ACTIVE);

  private static final Map<IpState, Map<LifecycleEvent, IpState>> TABLE =
      Map.of(
          WARMING, fromWarming(),
          ACTIVE, fromActive(),
          STANDBY, fromStandby(),
          QUARANTINED, fromQuarantined(),
          RESTING, fromResting(),
          RETIRED, Map.of());

  private Lifecycle() {}

  /**
   * The state after this event; empty if the state has no such exit.
   *
   * @param state null: not registered
   */
  public static Optional<IpState> next(@Nullable IpState state, LifecycleEvent event) {
    Map<LifecycleEvent, IpState> exits =
        state == null ? BIRTHS : TABLE.getOrDefault(state, Map.of());
    return Optional.ofNullable(exits.get(event));
  }

  /** All exits of a state. Null: the ways to be registered. */
  public static Map<LifecycleEvent, IpState> exits(@Nullable IpState state) {
    return state == null ? BIRTHS : Map.copyOf(TABLE.getOrDefault(state, Map.of()));
  }

  /**
   * Whether an IP must not send: paused, in standby or quarantine, or resting or retired once its
   * queue is empty.
   *
   * @param drained nothing is queued for it any more
   */
  public static boolean stopped(
      IpState state, boolean drained, Collection<Hold> holds, Instant now) {
    boolean paused =
        holds.stream().anyMatch(hold -> hold.kind() == Hold.Kind.PAUSE && hold.liesAt(now));
    boolean leaving = state == RESTING || state == RETIRED;
    return paused || state.stopsSending() || (leaving && drained);
  }

  /** Rotation never interrupts a warm-up: no way to rest. */
  private static Map<LifecycleEvent, IpState> fromWarming() {
    Map<LifecycleEvent, IpState> exits = stops();
    exits.put(LifecycleEvent.WARMUP_COMPLETE, ACTIVE);
    exits.put(LifecycleEvent.FINISH, ACTIVE);
    exits.put(LifecycleEvent.PUT_ACTIVE, ACTIVE);
    exits.put(LifecycleEvent.RESTART, WARMING);
    exits.put(LifecycleEvent.SET_SCHEDULE, WARMING);
    exits.put(LifecycleEvent.PUT_WARMING, WARMING);
    return exits;
  }

  private static Map<LifecycleEvent, IpState> fromActive() {
    Map<LifecycleEvent, IpState> exits = stops();
    exits.put(LifecycleEvent.REST_BEGINS, RESTING);
    exits.put(LifecycleEvent.IDLE, WARMING);
    exits.put(LifecycleEvent.RESTART, WARMING);
    exits.put(LifecycleEvent.PUT_WARMING, WARMING);
    exits.put(LifecycleEvent.PUT_ACTIVE, ACTIVE);
    return exits;
  }

  private static Map<LifecycleEvent, IpState> fromStandby() {
    Map<LifecycleEvent, IpState> exits = stops();
    exits.put(LifecycleEvent.QUARANTINE_BEGINS, QUARANTINED);
    exits.put(LifecycleEvent.BACK_TO_WARMING, WARMING);
    exits.put(LifecycleEvent.BACK_TO_ACTIVE, ACTIVE);
    exits.put(LifecycleEvent.BACK_TO_RESTING, RESTING);
    exits.put(LifecycleEvent.RELEASE_WARMING, WARMING);
    exits.put(LifecycleEvent.PUT_WARMING, WARMING);
    exits.put(LifecycleEvent.PUT_ACTIVE, ACTIVE);
    return exits;
  }

  /**
   * A quarantined IP stays one whatever is found on it meanwhile, and no override lets it send: it
   * must be released first.
   */
  private static Map<LifecycleEvent, IpState> fromQuarantined() {
    Map<LifecycleEvent, IpState> exits = new EnumMap<>(LifecycleEvent.class);
    exits.put(LifecycleEvent.LISTED_CRITICAL, QUARANTINED);
    exits.put(LifecycleEvent.LISTED_HIGH, QUARANTINED);
    exits.put(LifecycleEvent.QUARANTINE_BY_HAND, QUARANTINED);
    exits.put(LifecycleEvent.CLEAN_TWICE, WARMING);
    exits.put(LifecycleEvent.RELEASE_WARMING, WARMING);
    exits.put(LifecycleEvent.BACK_TO_WARMING, WARMING);
    exits.put(LifecycleEvent.BACK_TO_ACTIVE, ACTIVE);
    exits.put(LifecycleEvent.BACK_TO_RESTING, RESTING);
    exits.put(LifecycleEvent.RETIRE, RETIRED);
    return exits;
  }

  private static Map<LifecycleEvent, IpState> fromResting() {
    Map<LifecycleEvent, IpState> exits = stops();
    exits.put(LifecycleEvent.REST_OVER, ACTIVE);
    exits.put(LifecycleEvent.BACK_TO_ACTIVE, ACTIVE);
    exits.put(LifecycleEvent.RELEASE_WARMING, WARMING);
    exits.put(LifecycleEvent.PUT_WARMING, WARMING);
    exits.put(LifecycleEvent.PUT_ACTIVE, ACTIVE);
    exits.put(LifecycleEvent.REST_BEGINS, RESTING);
    return exits;
  }

  /** What stops an IP in any state that is not stopped already. */
  private static Map<LifecycleEvent, IpState> stops() {
    Map<LifecycleEvent, IpState> exits = new EnumMap<>(LifecycleEvent.class);
    exits.put(LifecycleEvent.STANDBY_BY_HAND, STANDBY);
    exits.put(LifecycleEvent.QUARANTINE_BY_HAND, QUARANTINED);
    exits.put(LifecycleEvent.LISTED_CRITICAL, STANDBY);
    exits.put(LifecycleEvent.LISTED_HIGH, STANDBY);
    exits.put(LifecycleEvent.RETIRE, RETIRED);
    return exits;
  }
}
