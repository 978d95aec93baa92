package io.emailengine.sandbox.host;

import java.util.ArrayList;
import java.util.List;

/** Cuts a command line into words with the quoting of POSIX shells; nothing is expanded. */
final class ShellWords {
  /** What a real shell would do something with; here it must be quoted. */
  private static final String SPECIAL = ";&|<>()`$\n";

  private final String text;
  private int at;

  private ShellWords(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException for an open quote or an operator, which this host's shell does
   *     not know
   */
  static List<String> split(String text) {
    return new ShellWords(text).split();
  }

  private List<String> split() {
    List<String> words = new ArrayList<>();
    while (true) {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
        at++;
      }
      if (at == text.length() || text.charAt(at) == '#') {
        return words;
      }
      words.add(word());
    }
  }

  private String word() {
    StringBuilder word = new StringBuilder();
    while (at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != '\t') {
      char c = text.charAt(at++);
      if (c == '\'') {
        int end = text.indexOf('\'', at);
        word.append(text, at, closed(end));
        at = end + 1;
      } else if (c == '"') {
        doubleQuoted(word);
      } else if (c == '\\') {
        word.append(text.charAt(closed(at < text.length() ? at : -1)));
        at++;
      } else if (SPECIAL.indexOf(c) >= 0) {
        throw new IllegalArgumentException("syntax error near unexpected token `" + c + "'");
      } else {
        word.append(c);
      }
    }
    return word.toString();
  }

  private void doubleQuoted(StringBuilder word) {
    while (text.charAt(closed(at < text.length() ? at : -1)) != '"') {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length() && "$`\"\\".indexOf(text.charAt(at)) >= 0) {
        word.append(text.charAt(at++));
      } else if (c == '$' || c == '`') {
        throw new IllegalArgumentException("syntax error near unexpected token `" + c + "'");
      } else {
        word.append(c);
      }
    }
    at++;
  }

  private static int closed(int end) {
    if (end < 0) {
      throw new IllegalArgumentException("unexpected EOF while looking for matching quote");
    }
    return end;
  }
}
