package io.emailengine.store.server;

import io.emailengine.store.jdbc.WireNamed;

/** Kinds of block that the engine takes over from an operator's file. */
public enum BlockKind implements WireNamed {
  VIRTUAL_MTA,
  VIRTUAL_MTA_POOL
}
