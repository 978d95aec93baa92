package io.emailengine.store.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals secrets with the data key: AES-256-GCM, a random nonce for each, bound to a purpose so that
 * a value moved to another place does not open there. Layout: version byte, nonce (12), ciphertext
 * with tag (16).
 *
 * <p>Safe for use by several threads. Random nonces are good for some billions of values a key.
 */
public final class Sealer {
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String WRAP_PURPOSE = "engine.data_key";
  private static final String MASKING = "email-engine masking key, version 1";

  private final SecureRandom random = new SecureRandom();
  private final SecretKeySpec key;

  private Sealer(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  /** A new random data key, wrapped with the key of the key file. */
  public static Sealed newDataKey(SealingKey fileKey) {
    byte[] dataKey = new byte[SealingKey.BYTES];
    new SecureRandom().nextBytes(dataKey);
    return new Sealer(fileKey.bytes()).seal(dataKey, WRAP_PURPOSE);
  }

  /**
   * The sealer for a wrapped data key.
   *
   * @throws SealException if the data key was wrapped with another key
   */
  public static Sealer open(Sealed dataKey, SealingKey fileKey) {
    return new Sealer(new Sealer(fileKey.bytes()).open(dataKey, WRAP_PURPOSE));
  }

  /**
   * Seals bytes.
   *
   * @param purpose where the value is kept, e.g. {@code server.private_key:<id>}
   */
  public Sealed seal(byte[] plain, String purpose) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, purpose).doFinal(plain);
      return new Sealed(
          ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
              .put(VERSION)
              .put(nonce)
              .put(sealed)
              .array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot seal with AES-256-GCM", e);
    }
  }

  /** Seals text as UTF-8. */
  public Sealed sealText(String plain, String purpose) {
    return seal(plain.getBytes(StandardCharsets.UTF_8), purpose);
  }

  /**
   * Opens what {@link #seal} made for the same purpose.
   *
   * @throws SealException if it was made with another key or for another purpose, or was changed
   */
  public byte[] open(Sealed sealed, String purpose) {
    ByteBuffer bytes = ByteBuffer.wrap(sealed.bytes());
    if (bytes.remaining() < 1 + NONCE_BYTES + TAG_BITS / 8 || bytes.get() != VERSION) {
      throw new SealException("the value kept as " + purpose + " has no known form");
    }
    byte[] nonce = new byte[NONCE_BYTES];
    bytes.get(nonce);
    byte[] body = new byte[bytes.remaining()];
    bytes.get(body);
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce, purpose).doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new SealException(
          "the value kept as " + purpose + " does not open with this key, or it was changed");
    }
  }

  /** As {@link #open(Sealed, String)}, for {@link #sealText}. */
  public String openText(Sealed sealed, String purpose) {
    return new String(open(sealed, purpose), StandardCharsets.UTF_8);
  }

  /** 32 bytes for keyed hashes of masked secrets; the same for the life of the data key. */
  public byte[] maskingKey() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
      return mac.doFinal(MASKING.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no HMAC-SHA-256", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String purpose) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(new byte[] {VERSION});
    cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  @Override
  public String toString() {
    return "Sealer[secret]";
  }
}
