package io.emailengine.activities.pmta.config.plan;

/** The difference of two texts in the form that {@code diff -u} prints. */
public final class UnifiedDiff {
  private UnifiedDiff() {}

  /** Returns the diff with three lines of context; empty if the texts are equal. */
  public static String of(String oldText, String newText, String oldName, String newName) {
    throw new UnsupportedOperationException();
  }
}
