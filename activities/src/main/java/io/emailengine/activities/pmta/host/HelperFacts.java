package io.emailengine.activities.pmta.host;

import java.util.OptionalInt;

/**
 * What is known of the helper on a host.
 *
 * @param version contract of the installed one, when it tells
 * @param pending whether a swap has no end yet: {@link PmtaHost#recoverSwap} ends it
 */
public record HelperFacts(State state, OptionalInt version, boolean pending) {
  /** Whether the helper can be used. */
  public enum State {
    READY,
    /** There is none, or none that was installed to the end. */
    ABSENT,
    /** It has another contract than this engine: {@link PmtaHost#installHelper} replaces it. */
    OUTDATED,
    /** It is there, and the login may not run it with {@code sudo -n}. */
    NOT_PERMITTED
  }

  static HelperFacts of(State state) {
    return new HelperFacts(state, OptionalInt.empty(), false);
  }

  public boolean ready() {
    return state == State.READY;
  }
}
