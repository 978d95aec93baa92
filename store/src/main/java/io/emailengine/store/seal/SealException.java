package io.emailengine.store.seal;

/** Sealed bytes do not open: another key, another purpose, or they were changed. */
public final class SealException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SealException(String message) {
    super(message);
  }
}
