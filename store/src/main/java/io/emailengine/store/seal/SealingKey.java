package io.emailengine.store.seal;

/** The 32 bytes of the key file. Never printed. */
public final class SealingKey {
  static final int BYTES = 32;

  private final byte[] bytes;

  /**
   * @throws IllegalArgumentException if it is not 32 bytes long
   */
  public SealingKey(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a sealing key has " + BYTES + " bytes");
    }
    this.bytes = bytes.clone();
  }

  byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public String toString() {
    return "SealingKey[secret]";
  }
}
