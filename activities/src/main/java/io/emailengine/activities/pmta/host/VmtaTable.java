package io.emailengine.activities.pmta.host;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the table of {@code pmta show vmtas}: columns by the position of their header, and only if
 * it is complete.
 */
final class VmtaTable {
  private static final Pattern FOOTER =
      Pattern.compile("([0-9]+) of ([0-9]+) (?:matching )?virtual MTAs?\\.?");
  private static final String NAME = "name";
  private static final String RECIPIENTS = "#rcpt";

  private VmtaTable() {}

  /** Queued recipients by virtual MTA; nothing when the text is no complete table. */
  static Optional<Map<String, Long>> recipients(String text) {
    Map<String, Long> queued = new HashMap<>();
    List<String> header = null;
    for (String line : text.lines().toList()) {
      String row = line.strip();
      Matcher footer = FOOTER.matcher(row);
      if (footer.matches()) {
        boolean complete =
            footer.group(1).equals(footer.group(2))
                && footer.group(1).equals(Integer.toString(queued.size()));
        return complete ? Optional.of(queued) : Optional.empty();
      }
      if (header == null) {
        List<String> words = List.of(row.split("\\s+"));
        header = words.contains(NAME) && words.contains(RECIPIENTS) ? words : null;
      } else if (!row.isEmpty() && !row.matches("[- =]+") && !add(queued, header, row)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean add(Map<String, Long> queued, List<String> header, String row) {
    String[] cells = row.split("\\s+");
    int name = header.indexOf(NAME);
    int recipients = header.indexOf(RECIPIENTS);
    if (cells.length <= Math.max(name, recipients)) {
      return false;
    }
    String number = cells[recipients].replace(",", "");
    if (!number.matches("[0-9]{1,18}")) {
      return false;
    }
    queued.put(cells[name], Long.parseLong(number));
    return true;
  }
}
