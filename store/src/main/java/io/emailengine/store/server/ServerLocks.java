package io.emailengine.store.server;

import java.util.Optional;
import java.util.UUID;

/** Keeps two writers of one host apart, also across processes. */
public interface ServerLocks {
  /** The lock, or empty if someone holds it. Does not wait for the holder. */
  Optional<ServerLock> tryLock(UUID serverId);
}
