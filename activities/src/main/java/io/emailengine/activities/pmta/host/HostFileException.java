package io.emailengine.activities.pmta.host;

/** The host answers, but a file could not be read or written. Nothing was changed half. */
public final class HostFileException extends HostException {
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

  public HostFileException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public HostFileException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
