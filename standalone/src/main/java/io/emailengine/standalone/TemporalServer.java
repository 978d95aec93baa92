package io.emailengine.standalone;

import java.util.Optional;

/** The Temporal server of this engine; it answers when the object exists. */
interface TemporalServer extends AutoCloseable {
  /** host:port for clients. */
  String address();

  /** The page of the Web UI, if this engine started one. */
  Optional<String> webUi();

  /** What it is, in a few words for the person in front. */
  String description();

  /** Stops it if this engine started it; returns when it is gone. */
  @Override
  void close();
}
