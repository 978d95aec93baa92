package io.emailengine.store.server;

import io.emailengine.store.jdbc.WireNamed;

/** Condition of a PowerMTA host. */
public enum ServerState implements WireNamed {
  READY,
  /** The host answers and does not do as asked. */
  DEGRADED,
  /** Waits for a person. */
  HELD,
  UNREACHABLE
}
