package io.emailengine.standalone;

/** The start can't go on; the message is for the person in front, and says what to do. */
final class StartupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitStatus;

  StartupException(String message) {
    this(ExitStatus.FAILED, message);
  }

  StartupException(int exitStatus, String message) {
    super(message);
    this.exitStatus = exitStatus;
  }

  StartupException(String message, Throwable cause) {
    super(message, cause);
    this.exitStatus = ExitStatus.FAILED;
  }

  int exitStatus() {
    return exitStatus;
  }
}
