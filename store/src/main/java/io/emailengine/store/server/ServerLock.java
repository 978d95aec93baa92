package io.emailengine.store.server;

/**
 * The right to write one host, held by a database connection of its own: if the process or the
 * connection dies, the lock is free.
 */
public interface ServerLock extends AutoCloseable {
  /**
   * Whether it is still held. Ask before each step that changes the host: the connection may have
   * died since. Blocks for at most 5 s.
   */
  boolean isHeld();

  /** Gives it back. Twice is once. */
  @Override
  void close();
}
