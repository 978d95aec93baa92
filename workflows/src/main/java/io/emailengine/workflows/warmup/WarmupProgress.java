package io.emailengine.workflows.warmup;

import java.util.List;

/**
 * What one run hands to the next: how often the row was looked at, and the signals not yet written
 * to it.
 */
public record WarmupProgress(
    int evaluations, List<PauseSignal> pauses, List<ResumeSignal> resumes) {}
