package io.emailengine.store.server;

import io.emailengine.store.jdbc.WireNamed;

/** Requests that need the host while their caller waits. */
public enum HostRequestKind implements WireNamed {
  ADOPT,
  INSPECT,
  /** The host is given back. */
  UNADOPT,
  /** A person's override of named IPs: {@code PUT /api/v2/powermta/config}. */
  OVERRIDE,
  /** An old version is to run again, and to stay. */
  ROLLBACK,
  /** A person's answer to drift: the edited file stands. */
  ACCEPT
}
