package io.emailengine.store.version;

import io.emailengine.store.jdbc.WireNamed;

/** What became of a rendered configuration. */
public enum VersionStatus implements WireNamed {
  /** Rendered; nobody knows yet. */
  CANDIDATE,
  /** Read back from the running process. */
  APPLIED,
  FAILED
}
