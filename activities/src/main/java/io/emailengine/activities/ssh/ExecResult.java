package io.emailengine.activities.ssh;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a command on the host ended, as far as is known.
 *
 * @param exit exit code; empty when a signal ended it or the end was not seen
 * @param signal name of the signal that ended it, such as {@code KILL}, when the host tells
 * @param stdout at most the asked number of bytes, as UTF-8
 * @param stderr at most the asked number of bytes, as UTF-8
 * @param truncated whether there was more output than was kept
 * @param timedOut whether its time was used up: what it did is unknown
 */
public record ExecResult(
    OptionalInt exit,
    Optional<String> signal,
    String stdout,
    String stderr,
    boolean truncated,
    boolean timedOut) {

  /** Whether the command came to its own end. If not, what it did is unknown. */
  public boolean ended() {
    return exit.isPresent() && !timedOut;
  }

  /** Whether the command came to its own end with exit code 0. */
  public boolean ok() {
    return ended() && exit.getAsInt() == 0;
  }
}
