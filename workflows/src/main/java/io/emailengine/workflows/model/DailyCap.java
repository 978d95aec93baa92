package io.emailengine.workflows.model;

/**
 * Messages a day. At least 1: PowerMTA reads 0 as "send nothing" in some places and MailWizz reads
 * it as "no limit", so a stop is a state of its own and never a cap of 0.
 */
public record DailyCap(int messages) implements Comparable<DailyCap> {
  public static final int MAX = 10_000_000;

  public DailyCap {
    if (messages < 1 || messages > MAX) {
      throw new InvalidValueException("must be between 1 and " + MAX + " messages a day");
    }
  }

  public DailyCap min(DailyCap other) {
    return messages <= other.messages ? this : other;
  }

  @Override
  public int compareTo(DailyCap other) {
    return Integer.compare(messages, other.messages);
  }

  @Override
  public String toString() {
    return messages + "/d";
  }
}
