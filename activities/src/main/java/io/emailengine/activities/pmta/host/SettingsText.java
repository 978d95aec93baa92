package io.emailengine.activities.pmta.host;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the two titled blocks of {@code pmta show settings}. */
final class SettingsText {
  private static final String VIRTUAL_MTA = "virtual mta settings";
  private static final String QUEUE = "queue settings";

  private SettingsText() {}

  /** Nothing when neither block is there: then it is some other text. */
  static Optional<Settings> parse(String text) {
    Map<String, String> virtualMta = new HashMap<>();
    Map<String, String> queue = new HashMap<>();
    Map<String, String> into = null;
    for (String raw : text.lines().toList()) {
      String line = raw.strip();
      String title = line.toLowerCase(Locale.ROOT);
      if (title.startsWith(VIRTUAL_MTA)) {
        into = virtualMta;
      } else if (title.startsWith(QUEUE)) {
        into = queue;
      } else if (into != null && !line.isEmpty() && !line.matches("[-=]+")) {
        add(into, line);
      }
    }
    return into == null ? Optional.empty() : Optional.of(new Settings(virtualMta, queue));
  }

  private static void add(Map<String, String> block, String line) {
    String[] parts = line.split("\\s+", 2);
    String value = parts.length < 2 ? "" : parts[1];
    if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
      value = value.substring(1, value.length() - 1);
    }
    block.put(parts[0].toLowerCase(Locale.ROOT), value);
  }
}
