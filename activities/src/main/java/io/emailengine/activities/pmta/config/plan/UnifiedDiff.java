package io.emailengine.activities.pmta.config.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

/**
 * The difference of two texts in the form that {@code diff -u} prints. Git's algorithm: its time
 * and memory stay small on long files that differ everywhere, where the textbook one's do not.
 */
public final class UnifiedDiff {
  private UnifiedDiff() {}

  /**
   * Returns the diff with three lines of context; empty if the texts are equal. Mask secrets first.
   */
  public static String of(String oldText, String newText, String oldName, String newName) {
    if (oldText.equals(newText)) {
      return "";
    }
    RawText from = new RawText(oldText.getBytes(UTF_8));
    RawText to = new RawText(newText.getBytes(UTF_8));
    EditList edits = new HistogramDiff().diff(RawTextComparator.DEFAULT, from, to);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DiffFormatter formatter = new DiffFormatter(out)) {
      formatter.format(edits, from, to);
      formatter.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return "--- " + oldName + "\n+++ " + newName + "\n" + out.toString(UTF_8);
  }
}
