package io.emailengine.workflows.lifecycle;

/** Where an IP is in its life. Pauses and freezes lie on top of any of these and never move it. */
public enum IpState {
  WARMING,
  ACTIVE,
  STANDBY,
  QUARANTINED,
  RESTING,
  RETIRED;

  /**
   * Whether an IP in this state sends nothing, whatever lies on top of it. (A rest stops sending
   * only once drained.)
   */
  public boolean stopsSending() {
    return this == STANDBY || this == QUARANTINED;
  }

  public String wireName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
