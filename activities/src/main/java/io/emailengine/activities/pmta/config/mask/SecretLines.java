package io.emailengine.activities.pmta.config.mask;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the secrets of one line after the other. */
final class SecretLines {
  /** Words inside a directive's name that make its whole value secret. */
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i)password|passwd|passphrase|secret|token|api-?_?key|credential");

  /** Directives whose first word is public and whose further words may be a password or a key. */
  private static final Pattern SECRET_AFTER_FIRST =
      Pattern.compile("(?i)[a-z0-9-]*certificate|privacy-policy|[a-z0-9-]*private-key");

  /** What may be shown of a block that is there to hold credentials. */
  private static final Set<String> PUBLIC_IN_VAULT =
      Set.of("address", "host", "name", "path", "port", "type");

  /** {@code password=x} and the like, inside commands and URLs. */
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?i)(?:pass|password|passwd|passphrase|secret|token|api[-_]?key)[\"']?\\s*[=:]\\s*(?!\\s)([^\\s&>]+)");

  private static final Pattern URL_USER = Pattern.compile("://([^/\\s@]+)@");

  private static final Pattern AUTHORIZATION =
      Pattern.compile("(?i)(?:authorization\\s*[:=]?|bearer)\\s+(\\S.*)");

  /** A word of a comment that names a secret directive, with what follows it. */
  private static final Pattern IN_COMMENT =
      Pattern.compile(
          "(?i)(?:^|[^a-z0-9-])[a-z0-9-]*(?:password|passwd|passphrase|secret|token|api-?_?key|certificate|privacy-policy)[a-z0-9-]*[\\s:=]+(\\S.*)");

  private final SecretMask.Hash hash;
  private boolean inVault;

  SecretLines(SecretMask.Hash hash) {
    this.hash = hash;
  }

  String masked(String line) {
    int hash = line.indexOf('#');
    String code = hash < 0 ? line : line.substring(0, hash);
    String comment = hash < 0 ? "" : line.substring(hash);
    String maskedCode = code(code);
    boolean secretCode = !maskedCode.equals(code);
    return maskedCode + (secretCode ? all(comment) : comment(comment));
  }

  private String code(String code) {
    int start = skipBlanks(code, 0);
    int nameEnd = skipWord(code, start);
    int value = skipBlanks(code, nameEnd);
    int end = trimmedEnd(code);
    String name = code.substring(start, nameEnd);
    if (name.startsWith("<")) {
      trackVault(code);
      return anywhere(code);
    }
    if (value >= end) {
      return code;
    }
    if (SECRET_NAME.matcher(name).find()
        || (inVault && !PUBLIC_IN_VAULT.contains(name.toLowerCase(Locale.ROOT)))) {
      return replace(code, value, end);
    }
    if (SECRET_AFTER_FIRST.matcher(name).matches()) {
      int second = skipBlanks(code, skipWord(code, value));
      return second < end ? replace(code, second, end) : code;
    }
    return anywhere(code);
  }

  private void trackVault(String tag) {
    String plain = tag.toLowerCase(Locale.ROOT).replaceAll("\\s", "");
    if (plain.startsWith("<vault")) {
      inVault = true;
    } else if (plain.startsWith("</vault")) {
      inVault = false;
    }
  }

  /** Secrets that may stand in any directive. */
  private String anywhere(String text) {
    String masked = each(text, URL_USER);
    masked = each(masked, ASSIGNED);
    return each(masked, AUTHORIZATION);
  }

  private String comment(String comment) {
    return comment.isEmpty() ? comment : anywhere(each(comment, IN_COMMENT));
  }

  /** A comment behind a secret may be the rest of it. */
  private String all(String comment) {
    int start = 0;
    while (start < comment.length() && (comment.charAt(start) == '#' || isBlank(comment, start))) {
      start++;
    }
    int end = trimmedEnd(comment);
    return start < end ? replace(comment, start, end) : comment;
  }

  private String each(String text, Pattern secret) {
    Matcher matcher = secret.matcher(text);
    StringBuilder out = new StringBuilder();
    int from = 0;
    while (matcher.find()) {
      int end = matcher.start(1) + trimmedEnd(matcher.group(1));
      out.append(text, from, matcher.start(1));
      out.append(hash.of(text.substring(matcher.start(1), end)));
      from = end;
    }
    return from == 0 ? text : out.append(text, from, text.length()).toString();
  }

  private String replace(String text, int start, int end) {
    return text.substring(0, start) + hash.of(text.substring(start, end)) + text.substring(end);
  }

  private static int skipBlanks(String text, int from) {
    int at = from;
    while (at < text.length() && isBlank(text, at)) {
      at++;
    }
    return at;
  }

  /** The end of the word that starts here; double quotes keep blanks inside. */
  private static int skipWord(String text, int from) {
    boolean quoted = false;
    int at = from;
    while (at < text.length() && (quoted || !isBlank(text, at))) {
      if (text.charAt(at) == '\\') {
        at++;
      } else if (text.charAt(at) == '"') {
        quoted = !quoted;
      }
      at++;
    }
    return Math.min(at, text.length());
  }

  private static int trimmedEnd(String text) {
    int end = text.length();
    while (end > 0 && isBlank(text, end - 1)) {
      end--;
    }
    return end;
  }

  private static boolean isBlank(String text, int at) {
    char c = text.charAt(at);
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0x0b;
  }
}
