package io.emailengine.workflows.apply;

/** What one run hands to the next. */
public record ApplyProgress(int applies) {}
