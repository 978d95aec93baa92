package io.emailengine.store.outbox;

import io.emailengine.store.jdbc.WireNamed;

/** What an outbox row wishes. */
public enum OutboxTopic implements WireNamed {
  /** The key is an address. */
  WAKE_IP,
  /** The key is a server's name. */
  WAKE_SERVER,
  /** The key is the message's own: the same message has the same one. */
  MESSAGE
}
