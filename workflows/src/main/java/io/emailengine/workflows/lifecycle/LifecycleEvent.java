package io.emailengine.workflows.lifecycle;

/** What can move an IP from one state to another. */
public enum LifecycleEvent {
  /** A new IP. */
  REGISTER_WARMING,
  /** A mature IP, taken over by a person's word. */
  REGISTER_ACTIVE,
  /** The last step's days are over. */
  WARMUP_COMPLETE,
  /** A person ends the warm-up with the cap that runs. */
  FINISH,
  /** A person begins the warm-up again. */
  RESTART,
  /** A person gives another schedule. */
  SET_SCHEDULE,
  /** A person's override of the configuration says {@code warming}. */
  PUT_WARMING,
  /** A person's override of the configuration says {@code active}. */
  PUT_ACTIVE,
  /** A person stops it; by an override of the configuration too. */
  STANDBY_BY_HAND,
  /** A person puts it into quarantine. */
  QUARANTINE_BY_HAND,
  /** A confirmed critical listing. */
  LISTED_CRITICAL,
  /** A confirmed listing of high severity. */
  LISTED_HIGH,
  /** The quarantine of a critical listing begins. Never after a person's standby. */
  QUARANTINE_BEGINS,
  /** Quarantine is over and two reads were clean. */
  CLEAN_TWICE,
  /**
   * Back to the previous state and step, which was warming: released, or a high listing is over.
   */
  BACK_TO_WARMING,
  /** As above; it was active. */
  BACK_TO_ACTIVE,
  /** As above; it was resting. */
  BACK_TO_RESTING,
  /** A person releases it to a warm-up from the start. */
  RELEASE_WARMING,
  /** The rotation sends it to rest, or a person. */
  REST_BEGINS,
  /** The rest's days are over. */
  REST_OVER,
  /** No mail for 30 days. */
  IDLE,
  /** A person takes it out for good. */
  RETIRE;

  /**
   * The way back to the state before a standby or quarantine.
   *
   * @param previous warming, active or resting
   */
  public static LifecycleEvent backTo(IpState previous) {
    return switch (previous) {
      case WARMING -> BACK_TO_WARMING;
      case ACTIVE -> BACK_TO_ACTIVE;
      case RESTING -> BACK_TO_RESTING;
      case STANDBY, QUARANTINED, RETIRED ->
          throw new IllegalArgumentException("there is no way back to " + previous.wireName());
    };
  }
}
