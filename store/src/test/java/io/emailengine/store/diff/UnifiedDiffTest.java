package io.emailengine.store.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
  @Test
  void printsWhatDiffPrints() {
    assertThat(
            UnifiedDiff.of(
                "a\nb\nc\nd\ne\nf\ng\n", "a\nb\nc\nD\ne\nf\ng\n", "version 1", "version 2"))
        .isEqualTo(
            """
            --- version 1
            +++ version 2
            @@ -1,7 +1,7 @@
             a
             b
             c
            -d
            +D
             e
             f
             g
            """);
  }

  @Test
  void separatesChangesThatAreFarApart() {
    String before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n";

    assertThat(
            UnifiedDiff.of(
                before, before.replace("2\n", "").replace("11\n", "11\nnew\n"), "a", "b"))
        .contains("@@ -1,5 +1,4 @@\n 1\n-2\n 3\n 4\n 5\n")
        .contains("@@ -9,3 +8,4 @@\n 9\n 10\n 11\n+new\n");
  }

  @Test
  void knowsEmptyTextsEqualTextsAndMissingLineEnds() {
    assertThat(UnifiedDiff.of("a\n", "a\n", "x", "y")).isEmpty();
    assertThat(UnifiedDiff.of("", "a\nb\n", "x", "y"))
        .isEqualTo("--- x\n+++ y\n@@ -0,0 +1,2 @@\n+a\n+b\n");
    assertThat(UnifiedDiff.of("a\n", "", "x", "y")).isEqualTo("--- x\n+++ y\n@@ -1 +0,0 @@\n-a\n");
    assertThat(UnifiedDiff.of("a", "a\n", "x", "y"))
        .isEqualTo("--- x\n+++ y\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
  }

  @Test
  void givesTheNewTextWhenAppliedToTheOldOne() {
    long seed = new Random().nextLong();
    System.out.println("UnifiedDiffTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      String before = text(random, 2 + random.nextInt(12));
      String after = text(random, 2 + random.nextInt(12));
      assertThat(applied(before, UnifiedDiff.of(before, after, "a", "b")))
          .as("seed %s round %s", seed, round)
          .isEqualTo(after);
    }
  }

  @Test
  void staysQuickOnLongFilesInWhichEveryBlockChanged() {
    StringBuilder before = new StringBuilder();
    StringBuilder after = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      String open = "<virtual-mta v" + i + ">\n    max-smtp-msg-rate ";
      before.append(open).append("50/d\n</virtual-mta>\n\n");
      after.append(open).append("200/d\n</virtual-mta>\n\n");
    }
    long start = System.nanoTime();
    String diff = UnifiedDiff.of(before.toString(), after.toString(), "a", "b");

    assertThat(diff.lines().filter(line -> line.equals("+    max-smtp-msg-rate 200/d")).count())
        .isEqualTo(10_000);
    assertThat(diff.lines().filter(line -> line.startsWith("-")).count()).isEqualTo(10_001);
    // Far above what it takes, far below what a quadratic method would.
    assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
  }

  private static String text(Random random, int words) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append((char) ('a' + random.nextInt(words))).append('\n');
    }
    return random.nextInt(4) == 0 ? text + "end" : text.toString();
  }

  /** What {@code patch} does, strictly: positions and contexts must fit. */
  private static String applied(String before, String diff) {
    List<String> old = lines(before);
    List<String> result = new ArrayList<>();
    int at = 0;
    List<String> steps = lines(diff.replace("\n\\ No newline at end of file\n", "\u0000\n"));
    for (String step : steps) {
      if (step.startsWith("--- ") || step.startsWith("+++ ")) {
        continue;
      }
      if (step.startsWith("@@ ")) {
        String[] range = step.substring(4, step.indexOf(" +")).split(",");
        int start = Integer.parseInt(range[0]);
        int from = range.length == 2 && range[1].equals("0") ? start : start - 1;
        result.addAll(old.subList(at, from));
        at = from;
      } else {
        String line = step.substring(1);
        if (step.charAt(0) != '+') {
          assertThat(old.get(at++)).isEqualTo(line);
        }
        if (step.charAt(0) != '-') {
          result.add(line);
        }
      }
    }
    result.addAll(old.subList(at, old.size()));
    return String.join("\n", result).concat(result.isEmpty() ? "" : "\n").replace("\u0000\n", "");
  }

  private static List<String> lines(String text) {
    String whole = text.isEmpty() || text.endsWith("\n") ? text : text + "\u0000\n";
    return new ArrayList<>(whole.lines().toList());
  }
}
