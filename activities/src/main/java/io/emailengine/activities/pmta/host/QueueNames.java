package io.emailengine.activities.pmta.host;

import java.util.regex.Pattern;

/** What may stand in a command as the name of a virtual MTA or a queue. */
final class QueueNames {
  private static final Pattern VMTA = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9._-]{1,253}|\\{default\\}|\\*");

  private QueueNames() {}

  static String requireVmta(String name) {
    // A leading hyphen would be an option.
    if (!VMTA.matcher(name).matches() || name.startsWith("-")) {
      throw new IllegalArgumentException("not the name of a virtual MTA");
    }
    return name;
  }

  static String requireQueue(String queue) {
    int slash = queue.indexOf('/');
    String domain = slash < 0 ? queue : queue.substring(0, slash);
    if (!DOMAIN.matcher(domain).matches() || domain.startsWith("-")) {
      throw new IllegalArgumentException("not the name of a queue: must be DOMAIN or DOMAIN/VMTA");
    }
    if (slash >= 0 && !queue.endsWith("/{default}")) {
      requireVmta(queue.substring(slash + 1));
    }
    return queue;
  }
}
