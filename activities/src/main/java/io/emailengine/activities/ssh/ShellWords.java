package io.emailengine.activities.ssh;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Command lines for the login shell of a host, from words that it must not interpret. */
final class ShellWords {
  /** From TERM to KILL, for a command that ignores the first. */
  static final Duration KILL_AFTER = Duration.ofSeconds(5);

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

  private ShellWords() {}

  /** The words as one line that ends itself on the host, even when nobody is connected any more. */
  static String bounded(List<String> words, Duration timeout) {
    if (words.isEmpty() || words.get(0).isEmpty()) {
      throw new IllegalArgumentException("command is empty");
    }
    if (timeout.toMillis() < 1) {
      throw new IllegalArgumentException("timeout must be above 0");
    }
    StringBuilder line = new StringBuilder("timeout -k ");
    line.append(KILL_AFTER.toSeconds()).append(' ').append(seconds(timeout));
    for (String word : words) {
      line.append(' ').append(quote(word));
    }
    return line.toString();
  }

  /** Whole seconds where possible: some systems' {@code timeout} takes no fractions. */
  private static String seconds(Duration timeout) {
    long millis = timeout.toMillis();
    return millis % 1000 == 0
        ? Long.toString(millis / 1000)
        : String.format(Locale.ROOT, "%d.%03d", millis / 1000, millis % 1000);
  }

  /** POSIX single quotes, which nothing but a single quote ends. */
  static String quote(String word) {
    if (word.chars().anyMatch(c -> c == 0 || c == '\n' || c == '\r')) {
      throw new IllegalArgumentException("a word of a command has a NUL or a line break");
    }
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
