package io.emailengine.sandbox.grammar;

import java.util.Objects;

/** Where something stands: a file of the host and a line counted from 1. */
record Place(String file, int line) {
  Place {
    Objects.requireNonNull(file, "file is null");
    if (line < 0) {
      throw new IllegalArgumentException("line is negative: " + line);
    }
  }
}
