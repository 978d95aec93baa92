package io.emailengine.sandbox.grammar;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a line into words: blanks part them, double quotes and regular expressions hold them
 * together.
 */
final class Words {
  private final String text;
  private final boolean patterns;
  private final Place place;
  private int at;

  private Words(String text, boolean patterns, Place place) {
    this.text = text;
    this.patterns = patterns;
    this.place = place;
  }

  /**
   * @param patterns whether a word that starts with a slash is a regular expression
   */
  static List<String> of(String text, boolean patterns, Place place) throws ConfigException {
    return new Words(text, patterns, place).all();
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  /** Without the blanks at both ends; only what PowerMTA takes for a blank. */
  static String trim(String line) {
    int from = 0;
    int to = line.length();
    while (from < to && isBlank(line.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(line.charAt(to - 1))) {
      to--;
    }
    return line.substring(from, to);
  }

  private List<String> all() throws ConfigException {
    List<String> words = new ArrayList<>();
    while (true) {
      while (at < text.length() && isBlank(text.charAt(at))) {
        at++;
      }
      if (at == text.length()) {
        return words;
      }
      words.add(patterns && text.charAt(at) == '/' ? regex() : word());
    }
  }

  private String regex() throws ConfigException {
    int from = at++;
    while (at < text.length() && text.charAt(at) != '/') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      throw new ConfigException(place, "missing closing / of a regular expression");
    }
    at++;
    return text.substring(from, at);
  }

  private String word() throws ConfigException {
    StringBuilder word = new StringBuilder();
    while (at < text.length() && !isBlank(text.charAt(at))) {
      char c = text.charAt(at++);
      if (c == '"') {
        quoted(word);
      } else {
        word.append(c);
      }
    }
    return word.toString();
  }

  private void quoted(StringBuilder word) throws ConfigException {
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      word.append(text.charAt(at++));
    }
    if (at >= text.length()) {
      throw new ConfigException(place, "missing closing quote");
    }
    at++;
  }
}
