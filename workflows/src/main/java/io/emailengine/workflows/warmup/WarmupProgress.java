package io.emailengine.workflows.warmup;

/**
 * What one run hands to the next: how often the row was looked at, and how many raw signals were
 * written to it. No signals: a run only ends with all of them written.
 */
public record WarmupProgress(int evaluations, int intents) {
  static final WarmupProgress NONE = new WarmupProgress(0, 0);
}
