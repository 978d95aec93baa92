package io.emailengine.activities.pmta.host;

/**
 * The host did not answer: refused, timed out, or the connection broke. Try again later. A change
 * that was under way may have happened.
 */
public final class HostUnreachableException extends HostException {
  private static final long serialVersionUID = 1L;

  public HostUnreachableException(String message) {
    super(message);
  }

  public HostUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
