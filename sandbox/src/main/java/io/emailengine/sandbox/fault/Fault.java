package io.emailengine.sandbox.fault;

/** A way in which a host can fail. */
public enum Fault {
  /** {@code pmta reload} says why not, exits with 1 and keeps what runs. */
  RELOAD_FAILS,
  /** {@code pmta reload} does not come back until the fault is off, then it reloads. */
  RELOAD_HANGS,
  /** {@code pmta reload} says that it reloaded and changes nothing. */
  RELOAD_LIES,
  /** {@code pmta test config} finds an error in any configuration. */
  TEST_FAILS,
  /** Writing to files fails, after a part of the bytes if {@link Faults#diskFullAfter} says so. */
  DISK_FULL,
  /** Nothing may be changed below the folder of {@link Faults#readOnly}; at first that is all. */
  READ_ONLY,
  /** Bytes pass slowly, at the rate of {@link Faults#slowLink}. */
  SLOW_LINK,
  /** Nothing listens and whoever is connected is dropped. */
  UNREACHABLE
}
