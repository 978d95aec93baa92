package io.emailengine.activities.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the first bytes of a stream and drops the rest, so that the writer is never held up. */
final class BoundedOutput {
  private final int limit;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private boolean truncated;

  BoundedOutput(int limit) {
    this.limit = limit;
  }

  /** Reads to the end. Ends quietly when the connection breaks: what came is kept. */
  void drain(InputStream in) {
    byte[] chunk = new byte[8192];
    try {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        add(chunk, n);
      }
    } catch (IOException e) {
      // Whoever waits for the command sees the broken connection too.
    }
  }

  private synchronized void add(byte[] chunk, int length) {
    int fits = Math.min(length, limit - kept.size());
    kept.write(chunk, 0, fits);
    truncated |= fits < length;
  }

  synchronized String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }

  synchronized boolean truncated() {
    return truncated;
  }
}
