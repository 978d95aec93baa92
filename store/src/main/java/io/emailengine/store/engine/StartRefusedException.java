package io.emailengine.store.engine;

/** The engine must not run on this database with these settings; the message says what to do. */
public final class StartRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StartRefusedException(String message) {
    super(message);
  }
}
