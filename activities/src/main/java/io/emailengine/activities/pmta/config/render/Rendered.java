package io.emailengine.activities.pmta.config.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * The engine's file, ready to be put on a host. Its text may hold secrets of carried blocks, so
 * {@link #toString()} leaves it out.
 */
public final class Rendered {
  private final byte[] buffer;
  private final int size;
  private final String sha256;
  private final String bodySha256;

  Rendered(byte[] buffer, int size, String sha256, String bodySha256) {
    this.buffer = requireNonNull(buffer, "buffer is null");
    this.size = size;
    this.sha256 = requireNonNull(sha256, "sha256 is null");
    this.bodySha256 = requireNonNull(bodySha256, "bodySha256 is null");
  }

  /** The bytes to write. */
  public byte[] bytes() {
    return Arrays.copyOf(buffer, size);
  }

  public String text() {
    return new String(buffer, 0, size, UTF_8);
  }

  /** Hash of the bytes, lower-case hex. */
  public String sha256() {
    return sha256;
  }

  /**
   * Hash of everything that depends neither on the generation nor on the instance, lower-case hex:
   * equal for equal intent.
   */
  public String bodySha256() {
    return bodySha256;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Rendered that && sha256.equals(that.sha256);
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  @Override
  public String toString() {
    return "Rendered[sha256=" + sha256 + ", bodySha256=" + bodySha256 + "]";
  }
}
