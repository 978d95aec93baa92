package io.emailengine.activities.pmta.config.render;

import java.util.Optional;

/** The engine's own configuration file: writing it, and reading who wrote it. */
public final class EngineFile {
  /** Recipient domain whose settings carry the generation, so that read-back proves what runs. */
  public static final String MARKER_DOMAIN = "generation.email-engine.invalid";

  /** Directive of the marker whose value is the generation. */
  public static final String MARKER_DIRECTIVE = "max-errors-per-connection";

  private EngineFile() {}

  /** Writes the file: the same input gives the same bytes, on any machine, at any time. */
  public static Rendered render(RenderInput input) {
    throw new UnsupportedOperationException();
  }

  /** Reads the first line of a file; empty if the engine did not write it. */
  public static Optional<EngineHeader> readHeader(byte[] file) {
    throw new UnsupportedOperationException();
  }
}
