package io.emailengine.activities.pmta.host;

/** Opens sessions on hosts. Safe for many threads. */
public interface PmtaHostConnector {
  /**
   * Connects, or reuses a connection that is open already.
   *
   * @throws HostUnreachableException when the host does not answer
   * @throws HostRefusedException when its key is not the pinned one or it does not take ours
   */
  PmtaHost open(HostAddress address);
}
