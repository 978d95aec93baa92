package io.emailengine.activities.pmta.config.adopt;

import static java.util.Objects.requireNonNull;

/**
 * One of the operator's files and what becomes of it.
 *
 * @param before the bytes that were read
 * @param after the bytes to write
 */
public record FileChange(String path, byte[] before, byte[] after) {
  public FileChange {
    requireNonNull(path, "path is null");
    before = before.clone();
    after = after.clone();
  }

  @Override
  public byte[] before() {
    return before.clone();
  }

  @Override
  public byte[] after() {
    return after.clone();
  }

  /** The files may hold secrets. */
  @Override
  public String toString() {
    return "FileChange[" + path + "]";
  }
}
