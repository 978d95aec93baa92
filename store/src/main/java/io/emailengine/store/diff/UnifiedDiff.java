package io.emailengine.store.diff;

import java.util.ArrayList;
import java.util.List;

/** The difference of two texts in the form that {@code diff -u} prints. */
public final class UnifiedDiff {
  private static final int CONTEXT = 3;
  private static final String NO_LINE_END = "\n\\ No newline at end of file";

  private final List<String> before;
  private final List<String> after;
  private final StringBuilder out = new StringBuilder();

  /** One line of the diff; {@code a} and {@code b} are the lines before it in the two texts. */
  private record Step(char mark, String line, int a, int b) {}

  private UnifiedDiff(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
  }

  /**
   * Returns the diff with three lines of context; empty if the texts are equal. Mask secrets first.
   */
  public static String of(String oldText, String newText, String oldName, String newName) {
    if (oldText.equals(newText)) {
      return "";
    }
    UnifiedDiff diff = new UnifiedDiff(lines(oldText), lines(newText));
    diff.out.append("--- ").append(oldName).append("\n+++ ").append(newName).append('\n');
    diff.write(diff.steps());
    return diff.out.toString();
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      lines.add(text.substring(start, end));
      start = end + 1;
    }
    if (start < text.length()) {
      lines.add(text.substring(start) + NO_LINE_END);
    }
    return lines;
  }

  private List<Step> steps() {
    LineDiff.Changed changed = LineDiff.of(before, after);
    List<Step> steps = new ArrayList<>();
    int a = 0;
    int b = 0;
    while (a < before.size() || b < after.size()) {
      if (a < before.size() && changed.removed().get(a)) {
        steps.add(new Step('-', before.get(a), a, b));
        a++;
      } else if (b < after.size() && changed.added().get(b)) {
        steps.add(new Step('+', after.get(b), a, b));
        b++;
      } else {
        steps.add(new Step(' ', before.get(a), a, b));
        a++;
        b++;
      }
    }
    return steps;
  }

  private void write(List<Step> steps) {
    int from = nextChange(steps, 0);
    while (from < steps.size()) {
      int last = from;
      int next = nextChange(steps, last + 1);
      while (next < steps.size() && next - last - 1 <= 2 * CONTEXT) {
        last = next;
        next = nextChange(steps, last + 1);
      }
      writeHunk(
          steps.subList(Math.max(0, from - CONTEXT), Math.min(steps.size(), last + 1 + CONTEXT)));
      from = next;
    }
  }

  private static int nextChange(List<Step> steps, int from) {
    int at = from;
    while (at < steps.size() && steps.get(at).mark() == ' ') {
      at++;
    }
    return at;
  }

  private void writeHunk(List<Step> hunk) {
    long removed = hunk.stream().filter(step -> step.mark() != '+').count();
    long added = hunk.stream().filter(step -> step.mark() != '-').count();
    Step first = hunk.get(0);
    out.append("@@ -").append(range(first.a(), removed));
    out.append(" +").append(range(first.b(), added)).append(" @@\n");
    for (Step step : hunk) {
      out.append(step.mark()).append(step.line()).append('\n');
    }
  }

  /** A side without lines names the line before it, as diff does. */
  private static String range(int linesBefore, long count) {
    long start = count == 0 ? linesBefore : linesBefore + 1L;
    return count == 1 ? String.valueOf(start) : start + "," + count;
  }
}
