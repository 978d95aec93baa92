package io.emailengine.activities.pmta.host;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code pmta --dom} output: one {@code a.b.c="value"} a line. */
final class DomText {
  private static final Pattern LINE = Pattern.compile("\\s*([A-Za-z0-9_.\\[\\]-]+)=\"(.*)\"\\s*");

  private DomText() {}

  static Map<String, String> parse(String text) {
    Map<String, String> values = new HashMap<>();
    for (String line : text.lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        values.put(matcher.group(1), matcher.group(2));
      }
    }
    return values;
  }
}
