package io.emailengine.activities.pmta.config.mask;

/**
 * Replaces the values of secret directives by {@code [masked:…]}, a keyed hash: the same value
 * gives the same mask, and nobody without the key can test a guess.
 */
public final class SecretMask {
  private final byte[] key;

  /** Takes the key of the hash, at least 16 bytes. */
  public SecretMask(byte[] key) {
    if (key.length < 16) {
      throw new IllegalArgumentException("the key is shorter than 16 bytes");
    }
    this.key = key.clone();
  }

  /** Masks configuration text, commented-out lines too; other bytes stay as they are. */
  public String mask(String text) {
    throw new UnsupportedOperationException(String.valueOf(key.length));
  }
}
