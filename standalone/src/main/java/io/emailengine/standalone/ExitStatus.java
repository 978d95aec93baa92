package io.emailengine.standalone;

/** What the process answers to whoever started it. */
final class ExitStatus {
  static final int OK = 0;

  /** Something outside of the person's command failed. */
  static final int FAILED = 1;

  /** The command line or a setting is wrong. */
  static final int USAGE = 2;

  /** Another process works on the data folder. */
  static final int IN_USE = 3;

  private ExitStatus() {}
}
