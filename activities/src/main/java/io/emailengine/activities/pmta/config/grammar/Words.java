package io.emailengine.activities.pmta.config.grammar;

import java.util.ArrayList;
import java.util.List;

/** Splits values into words. */
final class Words {
  private Words() {}

  static List<String> split(String value) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean open = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (quoted && c == '\\' && i + 1 < value.length() && isEscapable(value.charAt(i + 1))) {
        word.append(value.charAt(++i));
        open = true;
      } else if (c == '"') {
        quoted = !quoted;
        open = true;
      } else if (!quoted && isBlank(c)) {
        if (open) {
          words.add(word.toString());
          word.setLength(0);
          open = false;
        }
      } else {
        word.append(c);
        open = true;
      }
    }
    if (open) {
      words.add(word.toString());
    }
    return List.copyOf(words);
  }

  static boolean isBlank(int c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0x0b;
  }

  private static boolean isEscapable(char c) {
    return c == '"' || c == '\\';
  }
}
