package io.emailengine.store.server;

import io.emailengine.store.jdbc.WireNamed;

/** Requests that need the host while their caller waits. */
public enum HostRequestKind implements WireNamed {
  ADOPT,
  INSPECT
}
