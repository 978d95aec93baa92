package io.emailengine.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;

/** A key of someone who logs in. */
record ClientKey(String privateKey, String publicLine) {
  static ClientKey ed25519() {
    return of(KeyPairProvider.SSH_ED25519, 256);
  }

  static ClientKey rsa() {
    return of(KeyPairProvider.SSH_RSA, 2048);
  }

  private static ClientKey of(String type, int bits) {
    try {
      KeyPair pair = KeyUtils.generateKeyPair(type, bits);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "test", null, bytes);
      return new ClientKey(
          bytes.toString(StandardCharsets.US_ASCII), PublicKeyEntry.toString(pair.getPublic()));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
