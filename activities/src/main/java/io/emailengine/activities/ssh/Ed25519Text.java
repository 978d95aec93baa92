package io.emailengine.activities.ssh;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/** Writes a new ed25519 key in OpenSSH's own format, so that {@code ssh -i} takes it too. */
final class Ed25519Text {
  static final String COMMENT = "email-engine";

  private static final String TYPE = "ssh-ed25519";

  private Ed25519Text() {}

  static SshKeys.Generated generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519", "SunEC").generateKeyPair();
      byte[] seed =
          ((EdECPrivateKey) pair.getPrivate())
              .getBytes()
              .orElseThrow(() -> new IllegalStateException("the JDK keeps the seed to itself"));
      String text = openSsh(seed);
      return new SshKeys.Generated(text, SshKeys.publicLine(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no Ed25519", e);
    }
  }

  /** The seed of a PKCS 8 key, which the library does not read; empty for any other key. */
  static Optional<byte[]> seedOfPkcs8(byte[] der) {
    try {
      KeyFactory factory = KeyFactory.getInstance("Ed25519", "SunEC");
      EdECPrivateKey key = (EdECPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(der));
      return key.getBytes();
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** OpenSSH text of the key with this seed. */
  static String openSsh(byte[] seed) {
    byte[] raw = new Ed25519PrivateKeyParameters(seed, 0).generatePublicKey().getEncoded();
    byte[] blob = new Buffer.PlainBuffer().putString(TYPE).putString(raw).getCompactData();
    byte[] both = Arrays.copyOf(seed, 64);
    System.arraycopy(raw, 0, both, 32, 32);
    int check = new SecureRandom().nextInt() & 0x7fffffff;
    Buffer.PlainBuffer secret = new Buffer.PlainBuffer();
    secret.putUInt32(check).putUInt32(check);
    secret.putString(TYPE).putString(raw).putString(both).putString(COMMENT);
    for (byte pad = 1; secret.available() % 8 != 0; pad++) {
      secret.putByte(pad);
    }
    Buffer.PlainBuffer file = new Buffer.PlainBuffer();
    file.putRawBytes("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII));
    file.putString("none").putString("none").putString("").putUInt32(1);
    file.putString(blob).putString(secret.getCompactData());
    String body =
        Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(file.getCompactData());
    return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + body + "\n-----END OPENSSH PRIVATE KEY-----\n";
  }
}
