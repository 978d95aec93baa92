package io.emailengine.activities.pmta.config.grammar;

import java.util.Arrays;

/**
 * Collects the bytes of a file. Text that was read as bytes is copied as bytes, never decoded,
 * which keeps writing a large file near the cost of hashing it.
 */
public final class TextBytes {
  private byte[] bytes;
  private int size;

  public TextBytes(int capacity) {
    bytes = new byte[capacity];
  }

  /** Appends text of ASCII characters only, as checked names, addresses and numbers are. */
  @SuppressWarnings("deprecation") // drops the high byte of a character, of which there is none
  public TextBytes ascii(String text) {
    int length = text.length();
    makeRoom(length);
    text.getBytes(0, length, bytes, size);
    size += length;
    return this;
  }

  /** Appends bytes as they are. */
  public TextBytes raw(byte[] more) {
    return raw(more, 0, more.length);
  }

  /** Appends bytes from one offset to another. */
  public TextBytes raw(byte[] more, int from, int to) {
    makeRoom(to - from);
    System.arraycopy(more, from, bytes, size, to - from);
    size += to - from;
    return this;
  }

  /** Appends a number that is not negative, in decimal. */
  public TextBytes number(int number) {
    int digits = 1;
    for (int rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    makeRoom(digits);
    int rest = number;
    for (int at = size + digits - 1; at >= size; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
    return this;
  }

  /** Ends the last line if it has no end yet. */
  public void endLine() {
    endLine("\n");
  }

  /** Ends the last line, in the given way, if it has no end yet. */
  public void endLine(String lineEnd) {
    if (size > 0 && bytes[size - 1] != '\n') {
      ascii(lineEnd);
    }
  }

  /** How many bytes there are so far. */
  public int size() {
    return size;
  }

  /** The bytes so far, followed by unused ones; not a copy, so that a large file is held once. */
  public byte[] buffer() {
    return bytes;
  }

  /** A copy of the bytes so far. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void makeRoom(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }
}
