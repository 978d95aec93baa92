package io.emailengine.activities.ssh;

/**
 * The host did not answer: refused, timed out, or the connection broke. Try again later. A change
 * that was under way may have happened.
 */
public final class SshUnreachableException extends SshException {
  private static final long serialVersionUID = 1L;

  SshUnreachableException(String message) {
    super(message);
  }

  SshUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
