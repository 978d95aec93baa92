package io.emailengine.activities.ssh;

/** The host does not take our key or user name, or our key cannot be read. A person has to act. */
public final class SshAuthException extends SshException {
  private static final long serialVersionUID = 1L;

  SshAuthException(String message, Throwable cause) {
    super(message, cause);
  }
}
