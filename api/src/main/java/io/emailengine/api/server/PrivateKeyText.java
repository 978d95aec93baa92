package io.emailengine.api.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
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

  /** Version 0 and the algorithm rsaEncryption. */
  private static final byte[] RSA_ALGORITHM =
      HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

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
    byte[] pkcs8 = armour.group(1).equals("RSA") ? wrapped(bytes) : bytes;
    return isKey("RSA", pkcs8) || isKey("Ed25519", pkcs8)
        ? null
        : "is damaged, or neither an ed25519 nor an RSA key";
  }

  private static boolean isKey(String algorithm, byte[] pkcs8) {
    try {
      KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      return true;
    } catch (GeneralSecurityException e) {
      return false; // not of this kind; the caller says so
    }
  }

  /** PKCS#8 (RFC 5208) around the PKCS#1 form of an RSA key. */
  private static byte[] wrapped(byte[] pkcs1) {
    return der(0x30, join(RSA_ALGORITHM, der(0x04, pkcs1)));
  }

  private static byte[] der(int tag, byte[] content) {
    int length = content.length;
    byte[] head;
    if (length < 0x80) {
      head = new byte[] {(byte) tag, (byte) length};
    } else if (length < 0x100) {
      head = new byte[] {(byte) tag, (byte) 0x81, (byte) length};
    } else {
      // The longest text allowed has less than 64 KiB.
      head = new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    }
    return join(head, content);
  }

  private static byte[] join(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
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
      if (!open || in.getInt() != 1) {
        return Optional.empty();
      }
      byte[] blob = string(in);
      boolean whole = string(in).length > blob.length && !in.hasRemaining();
      return whole ? Optional.of(blob) : Optional.empty();
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
