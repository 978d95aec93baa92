package io.emailengine.activities.pmta.host;

/** A command on the host gave no usable answer. */
public final class HostCommandException extends HostException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Kind {
    /** No answer in time or the connection broke: whether it was done is unknown. */
    UNKNOWN,
    /** The command says that it failed. */
    FAILED,
    /** The command answered something that we cannot read. */
    UNREADABLE
  }

  private final Kind kind;

  public HostCommandException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
