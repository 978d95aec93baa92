package io.emailengine.activities.ssh;

import org.jspecify.annotations.Nullable;

/** Words for what a library threw. */
final class Causes {
  private Causes() {}

  /** Message of the deepest cause that has one. */
  static String text(Throwable thrown) {
    String text = thrown.getClass().getSimpleName();
    for (Throwable t = thrown; t != null; t = next(t)) {
      if (t.getMessage() != null && !t.getMessage().isBlank()) {
        text = t.getMessage();
      }
    }
    return text;
  }

  static boolean has(Throwable thrown, Class<? extends Throwable> type) {
    for (Throwable t = thrown; t != null; t = next(t)) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Throwable next(Throwable t) {
    return t.getCause() == t ? null : t.getCause();
  }
}
