package io.emailengine.activities.telegram;

import java.util.regex.Pattern;

/** Makes one line without a token of whatever a server or a library has said. */
final class Redaction {
  private static final Pattern TOKEN = Pattern.compile("(bot)?\\d+:[A-Za-z0-9_-]{30,}");
  private static final int MAX = 300;

  private final String token;
  private final String secretPart;

  Redaction(String token) {
    this.token = token;
    this.secretPart = token.substring(token.indexOf(':') + 1);
  }

  String of(String text) {
    String without =
        TOKEN
            .matcher(text)
            .replaceAll("[token]")
            .replace(token, "[token]")
            .replace(secretPart, "[token]");
    String line = without.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > MAX ? line.substring(0, MAX) : line;
  }
}
