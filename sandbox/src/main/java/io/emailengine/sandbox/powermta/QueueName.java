package io.emailengine.sandbox.powermta;

import java.util.regex.Pattern;

/** The queue of a domain on a virtual MTA, or a pattern of such with {@code *} and {@code ?}. */
record QueueName(String domain, String vmta) {
  static QueueName parse(String text) {
    int slash = text.lastIndexOf('/');
    return slash < 0
        ? new QueueName(text, "*")
        : new QueueName(text.substring(0, slash), text.substring(slash + 1));
  }

  boolean matches(QueueName queue) {
    return matches(domain, queue.domain) && matches(vmta, queue.vmta);
  }

  private static boolean matches(String glob, String text) {
    StringBuilder regex = new StringBuilder();
    for (char c : glob.toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return text.matches("(?is)" + regex);
  }

  @Override
  public String toString() {
    return domain + "/" + vmta;
  }
}
