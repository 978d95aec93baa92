package io.emailengine.activities.ssh;

/** The host did not show the pinned key; nothing was sent to it. A person has to compare. */
public final class SshHostKeyException extends SshException {
  private static final long serialVersionUID = 1L;

  /** How the key that was shown differs. */
  public enum Kind {
    /** A key of the pinned type, but another one: a new host, or somebody in between. */
    CHANGED,
    /** The host has no key of the pinned type: pin one that it has. */
    UNKNOWN
  }

  private final Kind kind;
  private final String seenFingerprint;
  private final String pinnedFingerprint;

  SshHostKeyException(String place, HostKeyPin seen, HostKeyPin pinned, Throwable cause) {
    super(message(place, seen, pinned), cause);
    this.kind = seen.type().equals(pinned.type()) ? Kind.CHANGED : Kind.UNKNOWN;
    this.seenFingerprint = seen.fingerprint();
    this.pinnedFingerprint = pinned.fingerprint();
  }

  private static String message(String place, HostKeyPin seen, HostKeyPin pinned) {
    String shown = seen.type() + " " + seen.fingerprint();
    String wanted = pinned.type() + " " + pinned.fingerprint();
    return seen.type().equals(pinned.type())
        ? "the host key of " + place + " is " + shown + ", not the pinned " + wanted
        : place
            + " has no "
            + pinned.type()
            + " host key; it shows "
            + shown
            + ", pinned "
            + wanted;
  }

  public Kind kind() {
    return kind;
  }

  /** {@code SHA256:…} of the key that the host showed. */
  public String seenFingerprint() {
    return seenFingerprint;
  }

  /** {@code SHA256:…} of the pinned key. */
  public String pinnedFingerprint() {
    return pinnedFingerprint;
  }
}
