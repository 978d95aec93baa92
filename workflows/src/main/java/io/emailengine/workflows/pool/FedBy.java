package io.emailengine.workflows.pool;

/** What sends mail to an IP's virtual MTA. */
public enum FedBy {
  POOL,
  VMTA,
  NOTHING,
  UNKNOWN;

  /**
   * A pool member is fed by its pool. Else its own name must be given by a pattern-list or source;
   * where a source honours a header that the sender writes, nobody can tell from the configuration.
   */
  public static FedBy of(boolean inPool, boolean nameIsFed, boolean headerFeeds) {
    if (inPool) {
      return POOL;
    }
    if (nameIsFed) {
      return VMTA;
    }
    return headerFeeds ? UNKNOWN : NOTHING;
  }
}
