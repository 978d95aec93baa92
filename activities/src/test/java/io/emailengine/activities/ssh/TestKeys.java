package io.emailengine.activities.ssh;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;

/** Key texts in the formats that people have; made anew in each run. */
final class TestKeys {
  private static final int PKCS8_HEADER_OF_RSA_2048 = 26;

  private TestKeys() {}

  static KeyPair rsa() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair ed25519() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair ecdsa() {
    try {
      return KeyPairGenerator.getInstance("EC").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pkcs8(KeyPair pair) {
    return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
  }

  static String pkcs1(KeyPair rsa) {
    byte[] pkcs8 = rsa.getPrivate().getEncoded();
    return pem(
        "RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, PKCS8_HEADER_OF_RSA_2048, pkcs8.length));
  }

  private static String pem(String title, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + title + "-----\n" + body + "\n-----END " + title + "-----\n";
  }
}
