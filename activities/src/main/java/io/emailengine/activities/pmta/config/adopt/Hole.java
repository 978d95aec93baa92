package io.emailengine.activities.pmta.config.adopt;

/**
 * A place where a block stood.
 *
 * @param offset in the file as adoption left it
 * @param bytes of the block, secrets included
 */
record Hole(int offset, byte[] bytes) {
  Hole {
    if (offset < 0) {
      throw new IllegalArgumentException("offset is negative: " + offset);
    }
  }

  Hole at(int moved) {
    return new Hole(moved, bytes);
  }

  @Override
  public String toString() {
    return "Hole[" + offset + "]";
  }
}
