package io.emailengine.activities.ssh;

/** The host answers, but the file could not be read or written. */
public final class SshFileException extends SshException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Kind {
    NO_SPACE,
    PERMISSION,
    EXISTS,
    NOT_FOUND,
    /** Anything else; see the message. */
    FAILED
  }

  private final Kind kind;

  SshFileException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  SshFileException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
