package io.emailengine.activities.pmta.host;

/** The helper on the host can't be used. A person, or a session as root, has to mend it. */
public final class HostHelperException extends HostException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Kind {
    MISSING("helper-missing"),
    /** It has another contract than this engine. */
    OUTDATED("helper-outdated"),
    /** The login may not run it, or may not install it. */
    NOT_PERMITTED("helper-not-permitted"),
    /** The host lacks a program that the helper needs, such as {@code flock}. */
    TOOL_MISSING("helper-tool-missing");

    private final String reason;

    Kind(String reason) {
      this.reason = reason;
    }

    /** Stable word for states and messages. */
    public String reason() {
      return reason;
    }
  }

  private final Kind kind;

  public HostHelperException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
