package io.emailengine.sandbox.host;

import java.util.ArrayList;
import java.util.List;

/**
 * A file that takes the place of another.
 *
 * @param old sha256 of the target before, or {@code absent}
 * @param fresh sha256 of the staged file
 */
record HelperSwap(String old, String fresh, String staged, String target, String kept) {
  private static final String HEADER = "email-engine-journal 1";

  static HelperSwap of(List<String> words) {
    if (words.size() != 5) {
      throw new IllegalArgumentException("OLD NEW STAGED TARGET KEPT");
    }
    HelperSwap swap =
        new HelperSwap(words.get(0), words.get(1), words.get(2), words.get(3), words.get(4));
    boolean shas = (swap.old.equals("absent") || isSha(swap.old)) && isSha(swap.fresh);
    boolean paths =
        List.of(swap.staged, swap.target, swap.kept).stream()
            .allMatch(path -> path.startsWith("/") && !path.contains("/../"));
    boolean apart =
        !swap.staged.equals(swap.target)
            && !swap.staged.equals(swap.kept)
            && !swap.target.equals(swap.kept);
    if (!shas || !paths || !apart) {
      throw new IllegalArgumentException("not a sha256, or not three paths");
    }
    return swap;
  }

  static boolean isSha(String word) {
    return word.matches("[0-9a-f]{64}");
  }

  String line() {
    return String.join("\t", old, fresh, staged, target, kept) + "\n";
  }

  static List<HelperSwap> journal(String text) {
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new IllegalArgumentException("not a journal");
    }
    List<HelperSwap> swaps = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      swaps.add(of(List.of(line.split("\t"))));
    }
    return swaps;
  }
}
