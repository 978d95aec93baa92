package io.emailengine.sandbox.grammar;

/** A version of PowerMTA whose behaviour is told apart. */
public enum PmtaVersion {
  V4_5("4.5", "r13", "PowerMTA v4.5r13 (2016-07-21 19:18:05, 64-bit)."),
  V5_0("5.0", "r1", "PowerMTA v5.0r1 (2019-09-13 16:27:31, 64-bit; master@190913.ba26ec5).");

  private final String number;
  private final String release;
  private final String line;

  PmtaVersion(String number, String release, String line) {
    this.number = number;
    this.release = release;
    this.line = line;
  }

  /** As in {@code 5.0}. */
  public String number() {
    return number;
  }

  /** As in {@code r1}. */
  public String release() {
    return release;
  }

  /** What {@code pmta show version} prints. */
  public String line() {
    return line;
  }
}
