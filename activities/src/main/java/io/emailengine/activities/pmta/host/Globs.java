package io.emailengine.activities.pmta.host;

import io.emailengine.activities.ssh.RemoteEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Patterns of the shell for paths, expanded folder by folder. */
final class Globs {
  private Globs() {}

  /**
   * @param folder lists a folder; empty if there is none
   * @param file whether there is a file at a path
   */
  static List<String> expand(
      String glob, Function<String, List<RemoteEntry>> folder, Predicate<String> file) {
    HostPaths.requireAbsolute("glob", glob);
    String[] parts = glob.substring(1).split("/", -1);
    List<String> bases = List.of("");
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      List<String> next = new ArrayList<>();
      for (String base : bases) {
        if (isPattern(parts[i])) {
          Pattern pattern = pattern(parts[i]);
          for (RemoteEntry entry : folder.apply(base.isEmpty() ? "/" : base)) {
            if (matches(pattern, parts[i], entry.name()) && (!last || !entry.folder())) {
              next.add(base + "/" + entry.name());
            }
          }
        } else if (!last || file.test(base + "/" + parts[i])) {
          next.add(base + "/" + parts[i]);
        }
      }
      bases = next;
    }
    List<String> found = new ArrayList<>(bases);
    Collections.sort(found);
    return found;
  }

  static boolean isPattern(String part) {
    return part.chars().anyMatch(c -> c == '*' || c == '?' || c == '[');
  }

  private static boolean matches(Pattern pattern, String part, String name) {
    return pattern.matcher(name).matches() && (!name.startsWith(".") || part.startsWith("."));
  }

  /** The part as a regular expression; a bracket that is never closed stands for itself. */
  static Pattern pattern(String part) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      int end = c == '[' ? closing(part, i) : -1;
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (end > 0) {
        String inside = part.substring(i + 1, end);
        boolean not = inside.startsWith("!") || inside.startsWith("^");
        String members =
            (not ? inside.substring(1) : inside).replaceAll("[\\\\\\[\\]&^]", "\\\\$0");
        regex.append(not ? "[^" : "[").append(members).append(']');
        i = end;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) { // such as [z-a], which matches nothing in a shell either
      return Pattern.compile("(?!)");
    }
  }

  private static int closing(String part, int open) {
    int from = open + 1;
    if (from < part.length() && (part.charAt(from) == '!' || part.charAt(from) == '^')) {
      from++;
    }
    return part.indexOf(']', from + 1); // a bracket right after the opening one is a member
  }
}
