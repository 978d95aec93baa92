package io.emailengine.activities.ssh;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** A public key in the wire form of SSH, with its type in front: what a host must show. */
record HostKeyPin(String type, String base64) {
  private static final String RULE =
      "host key must be a public key line such as 'ssh-ed25519 AAAA…', without the host name";

  /** Reads {@code type base64 [comment]}. */
  static HostKeyPin parse(String line) {
    String[] words = line.strip().split("[ \t]+");
    if (line.strip().indexOf('\n') >= 0 || words.length < 2) {
      throw new IllegalArgumentException(RULE);
    }
    byte[] blob;
    try {
      blob = Base64.getDecoder().decode(words[1]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(RULE, e);
    }
    if (!words[0].equals(typeOf(blob))) {
      throw new IllegalArgumentException(RULE);
    }
    return new HostKeyPin(words[0], words[1]);
  }

  private static String typeOf(byte[] blob) {
    if (blob.length < 4) {
      return "";
    }
    int length = ByteBuffer.wrap(blob).getInt();
    boolean fits = length > 0 && length <= blob.length - 4;
    return fits ? new String(blob, 4, length, StandardCharsets.US_ASCII) : "";
  }

  static HostKeyPin of(byte[] blob) {
    return new HostKeyPin(typeOf(blob), Base64.getEncoder().encodeToString(blob));
  }

  String line() {
    return type + " " + base64;
  }

  boolean matches(byte[] blob) {
    return Arrays.equals(Base64.getDecoder().decode(base64), blob);
  }

  /** {@code SHA256:…} as {@code ssh-keygen -l} prints it. */
  String fingerprint() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(base64));
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
