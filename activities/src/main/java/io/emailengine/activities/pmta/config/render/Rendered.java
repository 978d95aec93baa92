package io.emailengine.activities.pmta.config.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

/**
 * The engine's file, ready to be put on a host. Its text may hold secrets of carried blocks, so
 * {@link #toString()} leaves it out.
 *
 * @param sha256 of the file's bytes, lower-case hex
 * @param bodySha256 of everything that does not depend on the generation or the instance: equal for
 *     equal intent
 */
public record Rendered(String text, String sha256, String bodySha256) {
  public Rendered {
    requireNonNull(text, "text is null");
    requireNonNull(sha256, "sha256 is null");
    requireNonNull(bodySha256, "bodySha256 is null");
  }

  /** The bytes to write. */
  public byte[] bytes() {
    return text.getBytes(UTF_8);
  }

  @Override
  public String toString() {
    return "Rendered[sha256=" + sha256 + ", bodySha256=" + bodySha256 + "]";
  }
}
