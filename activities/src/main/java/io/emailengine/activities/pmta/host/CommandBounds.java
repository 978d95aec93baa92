package io.emailengine.activities.pmta.host;

import java.time.Duration;

/**
 * How long commands on a host may take there.
 *
 * @param quick for a look or a small change
 * @param whole for testing or reloading a whole configuration
 */
public record CommandBounds(Duration quick, Duration whole) {
  /** A reload of 10,000 virtual MTAs is a matter of seconds; a minute says that it hangs. */
  public static final CommandBounds DEFAULT =
      new CommandBounds(Duration.ofSeconds(20), Duration.ofSeconds(60));

  public CommandBounds {
    if (quick.toMillis() < 1 || whole.toMillis() < 1) {
      throw new IllegalArgumentException("bounds must be above 0");
    }
  }
}
