package io.emailengine.api.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * Makes ed25519 keys, in the form that OpenSSH reads (PROTOCOL.key of its sources): no passphrase,
 * for the seal is ours.
 */
final class KeyPairs {
  private static final String COMMENT = "email-engine";
  private static final int KEY_BYTES = 32;

  private KeyPairs() {}

  /** A key; the private half is never shown. */
  record Made(String privateKey, String publicLine) {
    @Override
    public String toString() {
      return "Made[privateKey=***, publicLine=" + publicLine + "]";
    }
  }

  static Made ed25519() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      // Both encodings end in the 32 bytes of the key itself (RFC 8410).
      byte[] seed = tail(pair.getPrivate().getEncoded());
      byte[] key = tail(pair.getPublic().getEncoded());
      String line =
          "ssh-ed25519 "
              + Base64.getEncoder().encodeToString(PublicKeyLine.ed25519(key))
              + " "
              + COMMENT;
      return new Made(openSsh(seed, key), line);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java 17 and newer have Ed25519", e);
    }
  }

  private static byte[] tail(byte[] encoded) {
    return Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length);
  }

  private static String openSsh(byte[] seed, byte[] key) {
    byte[] publicBlob = PublicKeyLine.ed25519(key);
    ByteArrayOutputStream secret = new ByteArrayOutputStream();
    int check = new SecureRandom().nextInt();
    Wire.number(secret, check);
    Wire.number(secret, check);
    secret.writeBytes(publicBlob);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(seed);
    both.writeBytes(key);
    Wire.string(secret, both.toByteArray());
    Wire.string(secret, ascii(COMMENT));
    for (int pad = 1; secret.size() % 8 != 0; pad++) {
      secret.write(pad);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(ascii("openssh-key-v1\0"));
    Wire.string(file, ascii("none"));
    Wire.string(file, ascii("none"));
    Wire.string(file, new byte[0]);
    Wire.number(file, 1);
    Wire.string(file, publicBlob);
    Wire.string(file, secret.toByteArray());
    String body = Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(file.toByteArray());
    return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + body + "\n-----END OPENSSH PRIVATE KEY-----\n";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
