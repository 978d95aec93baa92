package io.emailengine.activities.ssh;

/** A private key text cannot be used; the message names the problem and never quotes the key. */
public final class SshKeyException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  SshKeyException(String message) {
    super(message);
  }
}
