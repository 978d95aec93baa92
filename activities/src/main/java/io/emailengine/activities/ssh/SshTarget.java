package io.emailengine.activities.ssh;

/**
 * Where to connect and as whom. Two equal targets share one connection.
 *
 * @param host name or address
 * @param port 1 to 65535
 * @param user login name on the host
 * @param hostKey the pinned host key as a public key line, {@code ssh-ed25519 AAAA…}
 * @param privateKey OpenSSH or PEM text of an ed25519 or RSA key without a passphrase; never shown
 */
public record SshTarget(String host, int port, String user, String hostKey, String privateKey) {
  public SshTarget {
    requireWord("host", host);
    requireWord("user", user);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port must be 1 to 65535");
    }
    hostKey = HostKeyPin.parse(hostKey).line();
  }

  private static void requireWord(String name, String value) {
    boolean plain =
        value.chars().noneMatch(c -> Character.isWhitespace(c) || c < 0x20 || c == 0x7f);
    if (value.isEmpty() || value.length() > 255 || !plain) {
      throw new IllegalArgumentException(name + " must be 1 to 255 characters without spaces");
    }
  }

  /** {@code user@host:port}, for messages. */
  public String place() {
    return user + "@" + host + ":" + port;
  }

  @Override
  public String toString() {
    return "SshTarget[" + place() + ", hostKey=" + hostKey + ", privateKey=***]";
  }
}
