package io.emailengine.activities.ssh;

/** Something between us and a host went wrong; the subtypes say what can be done about it. */
public abstract sealed class SshException extends RuntimeException
    permits SshUnreachableException, SshHostKeyException, SshAuthException, SshFileException {
  private static final long serialVersionUID = 1L;

  SshException(String message) {
    super(message);
  }

  SshException(String message, Throwable cause) {
    super(message, cause);
  }
}
