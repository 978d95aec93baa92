package io.emailengine.api.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** Public keys as OpenSSH writes them: {@code type base64}. */
final class PublicKeyLine {
  private static final Set<String> TYPES =
      Set.of(
          "ssh-ed25519",
          "ssh-rsa",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521");

  private PublicKeyLine() {}

  /** Type and key of a line, a comment left out; empty if it is not one. */
  static Optional<String> plain(String line) {
    String[] words = line.strip().split("[ \\t]+");
    if (line.indexOf('\n') >= 0 || words.length < 2 || !TYPES.contains(words[0])) {
      return Optional.empty();
    }
    try {
      ByteBuffer blob = ByteBuffer.wrap(Base64.getDecoder().decode(words[1]));
      int length = blob.remaining() < 4 ? -1 : blob.getInt();
      if (length != words[0].length() || blob.remaining() <= length) {
        return Optional.empty();
      }
      byte[] type = new byte[length];
      blob.get(type);
      boolean same = new String(type, StandardCharsets.US_ASCII).equals(words[0]);
      return same ? Optional.of(words[0] + " " + words[1]) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not base64: the answer is that it is no key
    }
  }

  /** The SSH wire form of an ed25519 public key. */
  static byte[] ed25519(byte[] key) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Wire.string(out, "ssh-ed25519".getBytes(StandardCharsets.US_ASCII));
    Wire.string(out, key);
    return out.toByteArray();
  }
}
