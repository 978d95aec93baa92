package io.emailengine.store.server;

import io.emailengine.store.jdbc.WireNamed;

/** How much of the running configuration could be read back. */
public enum Verification implements WireNamed {
  FULL,
  /** Caps, but not the generation marker. */
  PARTIAL
}
