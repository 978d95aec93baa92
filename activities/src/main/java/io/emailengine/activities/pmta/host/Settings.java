package io.emailengine.activities.pmta.host;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What runs for one queue, as {@code pmta show settings DOMAIN/VMTA} prints it: directive names in
 * lower case and their values as text.
 *
 * @param virtualMta settings of the virtual MTA
 * @param queue settings of the queue
 */
public record Settings(Map<String, String> virtualMta, Map<String, String> queue) {
  private static final String RATE = "max-smtp-msg-rate";
  private static final Pattern DAILY = Pattern.compile("([0-9]{1,18})/(?:1?d|1?day|24h)");

  public Settings {
    virtualMta = Collections.unmodifiableMap(new TreeMap<>(virtualMta));
    queue = Collections.unmodifiableMap(new TreeMap<>(queue));
  }

  /**
   * Messages a day that the virtual MTA may send: the running {@code max-smtp-msg-rate} when it is
   * given per day; empty when it is unlimited, given in another unit, or absent.
   */
  public OptionalLong dailyCap() {
    Matcher daily = DAILY.matcher(virtualMta.getOrDefault(RATE, ""));
    return daily.matches() ? OptionalLong.of(Long.parseLong(daily.group(1))) : OptionalLong.empty();
  }

  /** Whether the virtual MTA runs without any limit on its rate. */
  public boolean unlimited() {
    return "unlimited".equals(virtualMta.get(RATE));
  }

  /** A queue setting by name, such as {@code max-errors-per-connection}. */
  public Optional<String> queueSetting(String name) {
    return Optional.ofNullable(queue.get(name));
  }
}
