package io.emailengine.activities.pmta.apply;

import io.emailengine.workflows.apply.ApplyOutcome;

/** What the first look of a run found. */
sealed interface Recovery {
  /** The recorded version is on the disk and runs: the way is free. */
  record Free() implements Recovery {}

  /** An interrupted apply was brought to its end: its version runs and is recorded. */
  record Completed(ApplyOutcome outcome) implements Recovery {}

  /** Nothing may be pushed; why is recorded on the server's row. */
  record Blocked(ApplyOutcome outcome) implements Recovery {}
}
