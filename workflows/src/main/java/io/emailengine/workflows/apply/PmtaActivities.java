package io.emailengine.workflows.apply;

import io.temporal.activity.ActivityInterface;

/**
 * What the writer of a host asks of the database and of the host. Failures of a host are recorded
 * on the server's row and returned as a normal result; only a lost database or a bug is thrown.
 */
@ActivityInterface(namePrefix = "Pmta_")
public interface PmtaActivities {
  /** What is due on this server, and when. Reads only. */
  ServerEvaluation evaluate(ServerRef ref);

  /**
   * One run of the apply protocol, recovery first. Converges from any point at which an earlier run
   * died.
   */
  ApplyOutcome apply(ServerRef ref);

  /**
   * Reads the host without changing its configuration: health, drift, stops asserted again by
   * runtime command.
   */
  void observe(ServerRef ref);

  /** Works on a {@code host_request} row and writes the answer into it. */
  HostRequestOutcome serve(ServerRef ref, HostRequestRef request);
}
