package io.emailengine.api.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of a private key without using it: whether it is one, and in OpenSSH's form its
 * public half.
 */
final class PrivateKeyText {
  private static final Pattern ARMOUR =
      Pattern.compile(
          "\\s*-----BEGIN (OPENSSH|RSA|)( ?)PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+?)\\s*-----END \\1\\2PRIVATE KEY-----\\s*");
  private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);

  private PrivateKeyText() {}

  /** Why the text cannot serve; null if it can as far as one sees. */
  static @Nullable String problem(String text) {
    if (text.length() > 20_000) {
      return "is too long for a key";
    }
    if (text.contains("ENCRYPTED")) {
      return "is protected by a passphrase; give one without";
    }
    Matcher armour = ARMOUR.matcher(text);
    if (!armour.matches()) {
      return "must be the text of an OpenSSH or PEM private key, ed25519 or RSA";
    }
    byte[] bytes = decode(armour.group(3));
    if (bytes == null) {
      return "is damaged between its BEGIN and END lines";
    }
    if (armour.group(1).equals("OPENSSH")) {
      if (publicBlob(bytes).isEmpty()) {
        return "is damaged, or protected by a passphrase";
      }
      String type = type(publicBlob(bytes).get());
      return type.equals("ssh-ed25519") || type.equals("ssh-rsa")
          ? null
          : "must be an ed25519 or RSA key";
    }
    return null;
  }

  /** The line for authorized_keys, where the text shows it; PEM files do not. */
  static Optional<String> publicLine(String text) {
    Matcher armour = ARMOUR.matcher(text);
    byte[] bytes = armour.matches() ? decode(armour.group(3)) : null;
    if (bytes == null || !armour.group(1).equals("OPENSSH")) {
      return Optional.empty();
    }
    return publicBlob(bytes)
        .map(blob -> type(blob) + " " + Base64.getEncoder().encodeToString(blob));
  }

  private static byte @Nullable [] decode(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return null; // the answer to text that is not base64
    }
  }

  private static Optional<byte[]> publicBlob(byte[] bytes) {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      byte[] magic = new byte[MAGIC.length];
      in.get(magic);
      boolean open =
          java.util.Arrays.equals(magic, MAGIC)
              && "none".equals(text(in))
              && "none".equals(text(in))
              && text(in).isEmpty();
      return open && in.getInt() == 1 ? Optional.of(string(in)) : Optional.empty();
    } catch (java.nio.BufferUnderflowException
        | IndexOutOfBoundsException
        | NegativeArraySizeException e) {
      return Optional.empty(); // cut off: not a whole key
    }
  }

  private static String type(byte[] blob) {
    return text(ByteBuffer.wrap(blob));
  }

  private static String text(ByteBuffer in) {
    return new String(string(in), StandardCharsets.US_ASCII);
  }

  private static byte[] string(ByteBuffer in) {
    int length = in.getInt();
    if (length > in.remaining()) {
      throw new IndexOutOfBoundsException("a string is longer than what is left");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
