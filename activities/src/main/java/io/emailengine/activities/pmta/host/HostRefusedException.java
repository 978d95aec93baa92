package io.emailengine.activities.pmta.host;

/** The host answers, but we must not or may not talk to it. A person has to act; do not retry. */
public final class HostRefusedException extends HostException {
  private static final long serialVersionUID = 1L;

  /** Who refused whom. */
  public enum Kind {
    /** The host shows another key than the pinned one: we refuse. */
    HOST_KEY,
    /** The host does not take our key or user name. */
    AUTH
  }

  private final Kind kind;

  public HostRefusedException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public HostRefusedException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
