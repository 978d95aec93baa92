package io.emailengine.workflows.warmup;

import io.temporal.activity.ActivityInterface;

/** What a warm-up asks of the database. All methods are idempotent. */
@ActivityInterface(namePrefix = "Warmup_")
public interface WarmupActivities {
  /**
   * Looks at the row, moves it on if a step's days are over (compare-and-set on epoch and step:
   * twice is once), and says when to look again. All day arithmetic happens here, because zone
   * rules change between JDKs.
   */
  WarmupEvaluation evaluate(EvaluateWarmup request);

  /**
   * Writes a raw {@code pause} or {@code resume} signal to the row as a new intent of actor {@code
   * temporal}.
   */
  void recordIntent(RecordIntent request);
}
