package io.emailengine.sandbox.powermta;

/**
 * A change of a virtual MTA's cap in the running configuration. A cap is a number of recipients a
 * day, {@code unlimited}, or {@code absent} where the virtual MTA is not defined.
 */
public record CapChange(String vmta, String from, String to) {
  static final String ABSENT = "absent";

  @Override
  public String toString() {
    return vmta + " " + from + " → " + to;
  }
}
