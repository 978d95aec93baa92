package io.emailengine.activities.pmta.config.tree;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Shell globs over absolute paths: {@code *}, {@code ?} and {@code [a-z]}. */
public final class Globs {
  private Globs() {}

  /** True if an include's target is a glob. */
  public static boolean isGlob(String target) {
    return target.indexOf('*') >= 0 || target.indexOf('?') >= 0 || target.indexOf('[') >= 0;
  }

  /** True if a glob matches a path; a pattern that can't be one matches only itself. */
  public static boolean matches(String glob, String path) {
    try {
      return Pattern.compile(regex(glob)).matcher(path).matches();
    } catch (PatternSyntaxException e) {
      return glob.equals(path);
    }
  }

  private static String regex(String glob) {
    StringBuilder regex = new StringBuilder();
    boolean nameStarts = true;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      int close = c == '[' ? glob.indexOf(']', i + 2) : -1;
      if (nameStarts && (c == '*' || c == '?' || close > 0)) {
        regex.append("(?!\\.)");
      }
      if (c == '*') {
        regex.append("[^/]*");
      } else if (c == '?') {
        regex.append("[^/]");
      } else if (close > 0) {
        regex.append("(?!/)").append(set(glob.substring(i + 1, close)));
        i = close;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
      nameStarts = c == '/';
    }
    return regex.toString();
  }

  private static String set(String inside) {
    boolean not = inside.startsWith("!") || inside.startsWith("^");
    String members = (not ? inside.substring(1) : inside).replaceAll("[\\\\\\[\\]&^]", "\\\\$0");
    return (not ? "[^" : "[") + members + "]";
  }
}
