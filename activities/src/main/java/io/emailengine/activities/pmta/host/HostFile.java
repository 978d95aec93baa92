package io.emailengine.activities.pmta.host;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * A file as it was on the host at one moment.
 *
 * @param mode permission bits, such as {@code 0640}
 * @param modified to the second
 */
public record HostFile(byte[] bytes, int mode, int uid, int gid, Instant modified) {
  public HostFile {
    bytes = bytes.clone();
  }

  @Override
  public byte[] bytes() {
    return bytes.clone();
  }

  public int size() {
    return bytes.length;
  }

  /** SHA-256 of the bytes in lower case hex. */
  public String sha256() {
    return TestedSwap.sha256(bytes);
  }

  /** The bytes as UTF-8; bytes that are not become U+FFFD, so never write this text back. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HostFile file
        && Arrays.equals(bytes, file.bytes)
        && mode == file.mode
        && uid == file.uid
        && gid == file.gid
        && modified.equals(file.modified);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "HostFile[" + bytes.length + " bytes, mode " + Integer.toOctalString(mode) + "]";
  }
}
