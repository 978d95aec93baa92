package io.emailengine.sandbox.powermta;

/**
 * The program that hands mail to PowerMTA. It feeds every pool, whose members share round robin,
 * and every virtual MTA outside of pools under its own name.
 *
 * @param messagesPerDay per virtual MTA; twice the cap where that is more
 * @param holdsBack whether it stops feeding a virtual MTA on which two days' worth of mail waits
 */
public record Sender(long messagesPerDay, boolean holdsBack) {
  public Sender {
    if (messagesPerDay < 0) {
      throw new IllegalArgumentException("messagesPerDay is negative: " + messagesPerDay);
    }
  }

  /** More mail than any cap lets through, without letting it grow old. */
  public static Sender eager() {
    return new Sender(30_000, true);
  }

  /** No mail at all. */
  public static Sender silent() {
    return new Sender(0, true);
  }
}
